#include "core/base/event.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace core {
namespace {

constexpr bool kWithVerdict = true;

constexpr auto kKinds = std::to_array<EventKind>({
    {"started", "folder", false, "a proxy started, in this working folder; its version"},
    {"gopls", "path found_in arguments", false, "the gopls in use and where it was found"},
    {"no_gopls", "", false, "no gopls was found"},
    {"spawn", "generation cache network build_cache role", false,
     "a gopls is to be started; `role=standby` is a replacement beside the active gopls"},
    {"process", "generation pid cache", false, "its process and the folder of its cache"},
    {"start_failed", "generation retry_in", false, "a gopls could not be started; why"},
    {"initialized", "generation after", false, "a gopls answered `initialize`"},
    {"loaded", "generation after", false, "a gopls loaded the workspace"},
    {"first_answer", "generation method after", false, "a gopls answered its first request"},
    {"slow", "method id waited head work more", false,
     "a request waits longer than its threshold; what gopls works on meanwhile. `more`: further "
     "requests of the same moment"},
    {"look", "generation", kWithVerdict, "the verdict of one sample (level debug)"},
    {"stall", "generation", kWithVerdict, "a fault, with its evidence ([causes](causes.md))"},
    {"remedy", "generation remedy", kWithVerdict, "what was done about it"},
    {"incident", "folder", false, "the folder of a new [incident](incidents.md)"},
    {"stacks", "generation", false, "what gopls's, or a `go` command's, goroutines waited for"},
    {"recovered", "generation from after", false, "gopls works again without a replacement"},
    {"replacement_planned", "in", false, "a replacement is started after a pause"},
    {"no_replacement", "", false, "why gopls was left alone"},
    {"switch", "generation from after", false, "a replacement took over"},
    {"standby_lost", "generation", kWithVerdict, "a replacement failed before it took over"},
    {"standby_blocked", "generation", false,
     "a replacement waits for a lock of the old gopls, which is ended"},
    {"standby_dropped", "generation", false, "a replacement is not needed any more; why"},
    {"answered_again", "method id after", false,
     "a replacement answered a request of the old gopls"},
    {"aftermath_over", "generation dropped", false,
     "a remedy has been watched to its end; `dropped`: stale reports that were not passed on"},
    {"reload", "path", false, "gopls is told to load anew; why"},
    {"return_online", "", false, "a gopls with network access is tried again"},
    {"lost", "generation", kWithVerdict, "the active gopls ended, or cannot be used any more"},
    {"garbage", "generation", false, "output of gopls that is not LSP was skipped"},
    {"last_words", "generation", false, "the last lines of gopls's stderr, below"},
    {"gave_up", "", false, "gopls is gone and is not started again; why"},
    {"ended", "generation", false, "a gopls is to be ended"},
    {"also_ended", "generation", false, "processes of gopls that were ended with it"},
    {"not_ended", "generation", false, "a process that could not be ended"},
    {"gone", "generation left", false, "all processes of a gopls are gone, but for `left`"},
    {"guardian", "signal exit_code", false,
     "the process that ends gopls if the proxy is killed has itself ended, or cannot be started"},
    {"unseen", "generation", false, "gopls's process cannot be sampled"},
    {"asked", "command cache", false, "a person asked for a reload or for a fresh gopls"},
    {"editor_log", "", false, "what the proxy wrote to the editor's log"},
    {"editor_message", "", false, "what the proxy showed in the editor"},
    {"uncertain_text", "document method", false,
     "the text of a document is not known with certainty any more"},
    {"surplus_reply", "id", false, "a reply to no open request was dropped"},
    {"watching", "", false, "who watches the files"},
    {"disk_changes", "", false, "changes on disk that the proxy reported to gopls"},
    {"unread_change", "path", false, "the editor has not read a file again that changed on disk"},
    {"slow_disk", "", false, "a request went on before the disk had been looked at"},
    {"bad_input", "", false, "what the editor wrote is not LSP"},
    {"editor_closed", "", false, "the editor closed its end"},
    {"shutdown", "", false, "the proxy answered `shutdown` in gopls's place"},
    {"signal", "signal", false, "a signal ended the session"},
    {"internal_error", "", false, "a fault of the proxy itself"},
    {"plain_pipe", "", false, "the proxy only passes messages on, after a second fault"},
    {"timing", "", false, "all requests by method, below"},
    {"exit", "code", false, "the proxy left with this exit code"},
    {"note", "", false, "anything else that a person may want to know"},
});
static_assert(kKinds.size() == Event::kNote + 1);

constexpr std::string_view kHex = "0123456789abcdef";
/// Characters that are escaped as a backslash and a letter, and those letters.
constexpr std::string_view kEscaped = "\"\\\n\r\t";
constexpr std::string_view kLetters = "\"\\nrt";

constexpr bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

void append_value(std::string& line, std::string_view value) {
    if (!value.empty() && std::all_of(value.begin(), value.end(), is_bare)) {
        line += value;
        return;
    }
    line += '"';
    for (const char c : value) {
        const auto code = static_cast<unsigned char>(c);
        if (const auto at = kEscaped.find(c); at != std::string_view::npos) {
            line.append({'\\', kLetters[at]});
        } else if (code < 0x20 || code == 0x7f) {
            line.append({'\\', 'x', kHex[code >> 4], kHex[code & 15]});
        } else {
            line += c;
        }
    }
    line += '"';
}

/// Removes the letters, digits, '_' and '-' from the front of `text` and returns them.
std::string_view take_bare(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_bare);
    const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(word.size());
    return word;
}

/// Removes an escape from the front of `text`, without its backslash. Returns the character that it
/// stands for.
std::optional<char> take_escaped(std::string_view& text) {
    if (text.empty()) return {};
    const char letter = text.front();
    text.remove_prefix(1);
    if (const auto at = kLetters.find(letter); at != std::string_view::npos) return kEscaped[at];
    if (letter != 'x' || text.size() < 2) return {};
    const auto high = kHex.find(text[0]), low = kHex.find(text[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return {};
    text.remove_prefix(2);
    return static_cast<char>(high << 4 | low);
}

std::optional<std::string> take_value(std::string_view& text) {
    if (!text.starts_with('"')) {
        const std::string_view word = take_bare(text);
        return word.empty() ? std::nullopt : std::optional<std::string>(word);
    }
    text.remove_prefix(1);
    std::string value;
    while (!text.empty()) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '"') return value;
        const std::optional<char> next = c == '\\' ? take_escaped(text) : c;
        if (!next) return {};
        value += *next;
    }
    return {};
}

std::optional<Event::Name> named(std::string_view word) {
    const auto it = std::find_if(kKinds.begin(), kKinds.end(),
                                 [&](const EventKind& kind) { return kind.name == word; });
    if (it == kKinds.end()) return {};
    return static_cast<Event::Name>(it - kKinds.begin());
}

}  // namespace

std::string_view Event::value(std::string_view key) const {
    const auto it = std::find_if(fields.begin(), fields.end(),
                                 [&](const Field& field) { return field.key == key; });
    return it == fields.end() ? std::string_view() : it->value;
}

std::span<const EventKind> event_kinds() {
    return kKinds;
}

std::string_view name(Event::Name name) {
    return kKinds[name].name;
}

std::string to_text(const Event& event) {
    std::string line(name(event.name));
    for (const Field& field : event.fields) {
        line.append(" ").append(field.key).append("=");
        append_value(line, field.value);
    }
    if (!event.sentence.empty()) {
        line.append(event.sentence.starts_with('\n') ? ":" : ": ").append(event.sentence);
    }
    return line;
}

std::optional<Event> read_event(std::string_view line, LogLevel level) {
    line = line.substr(0, line.find('\n'));
    const auto known = named(take_bare(line));
    if (!known) return {};
    Event event{level, *known};
    while (line.starts_with(' ')) {
        line.remove_prefix(1);
        const std::string_view key = take_bare(line);
        if (key.empty() || !line.starts_with('=')) return {};
        line.remove_prefix(1);
        auto value = take_value(line);
        if (!value) return {};
        event.fields.emplace_back(key, *value);
    }
    if (line.empty() || line == ":") return event;
    if (!line.starts_with(": ")) return {};
    event.sentence = line.substr(2);
    return event;
}

}  // namespace core
