#include "observability/web/messages.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/report/status.hpp"
#include "observability/status_json.hpp"
#include "observability/trace/wire.hpp"

namespace observability::web {
namespace {

using std::string_view;

/// Members whose strings are paths or URIs as a whole, blanks included.
constexpr auto kPaths = std::to_array<string_view>({"folders", "folder", "document", "gopls"});

std::string last_part(const std::string& path) {
    const auto end = path.find_last_not_of('/');
    if (end == std::string::npos) return path;
    const auto slash = path.rfind('/', end);
    return slash == std::string::npos ? path : path.substr(slash + 1, end - slash);
}

/// Returns where the path at the beginning of a text ends. A folder's name may have blanks: a word
/// behind one that has a slash inside, as in "/my secret dir/bin/go list", belongs to the path.
std::size_t end_of_path(string_view text, string_view behind) {
    constexpr std::size_t kMostBlanks = 4;
    std::size_t end = text.find_first_of(behind);
    std::size_t next = end;
    for (std::size_t i = 0; i < kMostBlanks && next < text.size() && text[next] == ' '; ++i) {
        const std::size_t begin = next + 1;
        next = text.find_first_of(behind, begin);
        const string_view word =
            text.substr(begin, next == string_view::npos ? next : next - begin);
        if (word.empty() || word.front() == '/' || word.front() == '.' || word.front() == '-')
            break;
        if (word.find('/') != string_view::npos) end = next;
    }
    return end;
}

/// Returns the text with only the last part of each absolute path in it.
std::string without_folders(std::string_view text) {
    constexpr string_view kBefore = " \t\n\"'=(:,", kBehind = " \t\n\"'),;";
    std::string shown;
    while (!text.empty()) {
        const bool begins = shown.empty() || kBefore.find(shown.back()) != string_view::npos;
        if (text.front() != '/' || !begins) {
            shown += text.front();
            text.remove_prefix(1);
            continue;
        }
        const string_view path = text.substr(0, end_of_path(text, kBehind));
        shown += last_part(std::string(path));
        text.remove_prefix(path.size());
    }
    return shown;
}

void hide_strings(Json& value) {
    if (value.is_string()) value = last_part(value.get<std::string>());
    if (value.is_array()) {
        for (Json& element : value) hide_strings(element);
    }
}

/// Returns the record with its times in milliseconds.
Json json_of(const core::TraceRecord& record, const Clocks& clocks) {
    Json json = trace::to_json(record);
    const auto set = [&](const char* from, const char* to, core::Time time) {
        json.erase(from);
        json[to] = time == core::Time::max() ? Json() : Json(clocks.milliseconds(time));
    };
    set("at_ns", "at", record.arrived);
    if (record.kind != core::TraceRecord::Kind::kRequest) return json;
    set("began_ns", "began", record.began);
    set("ended_ns", "ended", record.ended);
    return json;
}

}  // namespace

double Clocks::milliseconds(core::Time time) const {
    const auto at = since_1970 + (time.time_since_epoch() - monotonic);
    return std::chrono::duration<double, std::milli>(at).count();
}

std::optional<Usage> usage_of(const Json& processes, double at, const Usage* before) {
    if (!processes.is_array()) return std::nullopt;
    Usage usage{at, 0, 0, {}};
    for (const Json& process : processes) {
        usage.resident_bytes += process.value("resident_bytes", std::uint64_t{0});
        usage.cpu_seconds += process.value("cpu_seconds", 0.0);
    }
    if (before && at > before->at) {
        // A process that has ended takes its time along.
        usage.cpu_cores =
            std::max(0.0, usage.cpu_seconds - before->cpu_seconds) * 1000 / (at - before->at);
    }
    return usage;
}

Json to_json(const Usage& usage) {
    return Json::array(
        {usage.at, usage.resident_bytes, usage.cpu_cores ? Json(*usage.cpu_cores) : Json()});
}

Json status_message(const Json& about, const core::Status& status, const Json& processes,
                    const Clocks& clocks) {
    Json body = status_json(about, status);
    add_processes(body, processes);
    return {{"type", "status"},
            {"at", std::chrono::duration<double, std::milli>(clocks.since_1970).count()},
            {"status", std::move(body)}};
}

Json minutes_message(const core::Metrics& metrics, const Clocks& clocks) {
    const core::Time an_hour_ago(
        std::max(clocks.monotonic - std::chrono::hours(1), std::chrono::nanoseconds{}));
    Json methods = Json::array();
    for (const auto& [method, m] : metrics.methods()) {
        Json minutes = Json::array();
        for (const core::LastHour::Minute& minute : m.last_hour.minutes()) {
            if (minute.number == 0 || minute.begin() < an_hour_ago) continue;
            minutes.push_back(Json::array({clocks.milliseconds(minute.begin()), minute.count,
                                           core::seconds(minute.slowest)}));
        }
        if (!minutes.empty()) {
            methods.push_back({{"method", method}, {"minutes", std::move(minutes)}});
        }
    }
    return {{"type", "minutes"}, {"methods", std::move(methods)}};
}

Json history_message(const TracePart& part) {
    const Clocks clocks{part.monotonic, part.since_1970};
    Json records = Json::array();
    for (const core::TraceRecord& record : part.recorded.records) {
        records.push_back(json_of(record, clocks));
    }
    return {{"type", "history"}, {"records", std::move(records)}};
}

void hide_paths(Json& message) {
    if (message.is_string()) message = without_folders(message.get_ref<const std::string&>());
    if (message.is_array()) {
        for (Json& element : message) hide_paths(element);
    }
    if (!message.is_object()) return;
    for (auto& [key, value] : message.items()) {
        if (std::find(kPaths.begin(), kPaths.end(), key) != kPaths.end()) {
            hide_strings(value);
        } else if (key == "argv" && value.is_array() && !value.empty()) {
            value.erase(value.begin() + 1, value.end());
            hide_strings(value);
        } else {
            hide_paths(value);
        }
    }
}

std::string text_of(const Json& message) {
    return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace observability::web
