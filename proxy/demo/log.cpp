#include "demo/log.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

namespace demo {
namespace {

using Kind = LogEvent::Kind;

/// The number at the beginning of `text`, which moves on behind it; -1 if there is none.
int take_number(std::string_view& text) {
    int number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return error == std::errc() ? number : -1;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

std::string_view take_word(std::string_view& text) {
    const std::string_view word = text.substr(0, text.find_first_of(" :"));
    text.remove_prefix(word.size());
    return word;
}

/// `2026-11-22T01:17:08.784Z `, always UTC.
std::optional<WallTime> take_time(std::string_view& text) {
    std::array<int, 7> parts{};
    constexpr std::string_view kAfter = "--T::.Z";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        parts[i] = take_number(text);
        // "-11" would be a number, too.
        if (parts[i] < 0 || !take(text, kAfter.substr(i, 1))) return std::nullopt;
    }
    if (!take(text, " ")) return std::nullopt;
    using namespace std::chrono;
    const year_month_day day{year(parts[0]), month(static_cast<unsigned>(parts[1])),
                             std::chrono::day(static_cast<unsigned>(parts[2]))};
    return WallTime(sys_days(day).time_since_epoch() + hours(parts[3]) + minutes(parts[4]) +
                    seconds(parts[5]) + milliseconds(parts[6]));
}

/// `value` of ` key="value"`.
std::string field(std::string_view text, std::string_view key) {
    const std::string opening = " " + std::string(key) + "=\"";
    const std::size_t at = text.find(opening);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + opening.size());
    return std::string(text.substr(0, text.find('"')));
}

std::string evidence_in(std::string_view fields) {
    std::string evidence;
    const auto add = [&](const char* words, const char* key) {
        const std::string value = field(fields, key);
        if (value.empty()) return;
        evidence += (evidence.empty() ? "" : ", ") + std::string(words) + value;
    };
    add("it is at ", "head");
    add("for ", "head_age");
    add("without any work for ", "quiet");
    add("last seen: ", "work");
    return evidence;
}

/// Verdict, fields, and behind a colon the sentence.
void read_stall(std::string_view text, LogEvent& event) {
    take(text, " verdict=");
    event.name = take_word(text);
    // The sentence may begin with a quoted command, the fields end with a quote.
    const std::size_t quote = text.find("\": ");
    const std::size_t colon = quote == std::string_view::npos ? text.find(": ") : quote + 1;
    if (colon == std::string_view::npos) return;
    event.evidence = evidence_in(text.substr(0, colon));
    event.text = text.substr(colon + 2);
}

struct Beginning {
    std::string_view words;
    Kind kind;
};

constexpr std::array<Beginning, 8> kBeginnings{{
    {"spawn generation=", Kind::kSpawn},
    {"initialized generation=", Kind::kInitialized},
    {"loaded generation=", Kind::kLoaded},
    {"stall generation=", Kind::kStall},
    {"recovered generation=", Kind::kRecovered},
    {"standby generation=", Kind::kDropped},
    {"switch generation=", Kind::kSwitch},
    {"gone generation=", Kind::kGone},
}};

std::optional<LogEvent> read_message(std::string_view text) {
    LogEvent event;
    if (take(text, "slow: ")) {
        event.text = text;
        return event;
    }
    if (take(text, "generation=")) {
        event.generation = take_number(text);
        if (take(text, " pid=")) {
            event.kind = Kind::kProcess;
            event.pid = take_number(text);
            return event;
        }
        if (!take(text, " remedy=")) return std::nullopt;
        event.kind = Kind::kRemedy;
        event.name = take_word(text);
        return event;
    }
    for (const auto& [words, kind] : kBeginnings) {
        if (!take(text, words)) continue;
        event.kind = kind;
        event.generation = take_number(text);
        if (kind == Kind::kStall) {
            read_stall(text, event);
        } else if (kind == Kind::kSwitch && take(text, " from=")) {
            event.text = "from generation " + std::to_string(take_number(text));
            event.text += text;
        } else {
            const std::size_t first = text.find_first_not_of(", ");
            if (first != std::string_view::npos) event.text = text.substr(first);
        }
        return event;
    }
    return std::nullopt;
}

}  // namespace

std::optional<LogEvent> parse_log_line(std::string_view line) {
    const auto time = take_time(line);
    if (!time || take_number(line) < 0 || !take(line, " ")) return std::nullopt;  // its process
    take_word(line);                                                              // its level
    if (!take(line, " ")) return std::nullopt;
    auto event = read_message(line);
    if (event) event->time = *time;
    return event;
}

std::vector<LogEvent> LogTail::read_new() {
    std::vector<LogEvent> events;
    std::ifstream file(path_, std::ios::binary);
    if (!file.seekg(static_cast<std::streamoff>(offset_))) return events;
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    offset_ += bytes.size();
    partial_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = partial_.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
        if (auto event = parse_log_line(std::string_view(partial_).substr(begin, end - begin))) {
            events.push_back(std::move(*event));
        }
    }
    partial_.erase(0, begin);
    return events;
}

}  // namespace demo
