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
     "the proxy starts gopls; `role=standby` is a replacement beside the active gopls"},
    {"process", "generation pid cache", false, "the process of gopls and the folder of its cache"},
    {"start_failed", "generation retry_in", false, "gopls could not be started, and the reason"},
    {"initialized", "generation after", false, "gopls answered `initialize`"},
    {"loaded", "generation after spawn initialize editor configuration load go_env go_list", false,
     "gopls loaded the workspace; how long each [phase](control.md#the-start-of-gopls) took, and "
     "which took longer than usual"},
    {"first_answer", "generation method after", false, "gopls answered its first request"},
    {"slow",
     "method id trace generation document position outcome took queue gopls proxy earlier editor "
     "head meanwhile more",
     false,
     "a request that took long has ended ([slow requests](#slow-requests)). `more`: the number of "
     "further ones"},
    {"waiting", "method id trace waited head work", false,
     "a request has waited for ten times its threshold. `head`: the first message in gopls's "
     "queue"},
    {"look", "generation", kWithVerdict, "the verdict of one sample (level debug)"},
    {"stall", "generation", kWithVerdict, "a fault, with its evidence ([causes](causes.md))"},
    {"remedy", "generation remedy", kWithVerdict, "the action taken against a fault"},
    {"incident", "folder", false, "the folder of a new [incident](incidents.md)"},
    {"stacks", "generation", false,
     "the cause that the goroutines of gopls, or of a `go` command, show"},
    {"recovered", "generation from after", false, "gopls works again without a replacement"},
    {"replacement_planned", "in", false, "a replacement will start after a pause"},
    {"no_replacement", "", false, "the reason why gopls is not replaced"},
    {"switch", "generation from after", false, "a replacement took over"},
    {"standby_lost", "generation", kWithVerdict, "a replacement failed before it took over"},
    {"standby_blocked", "generation", false,
     "a replacement waits for a lock of the old gopls, which is ended"},
    {"standby_dropped", "generation", false,
     "a replacement is stopped before it took over, and the reason"},
    {"answered_again", "method id trace after", false,
     "a replacement answered a request of the old gopls"},
    {"aftermath_over", "generation dropped", false,
     "the effects of a remedy are over; `dropped`: number of stale reports that were not "
     "forwarded"},
    {"reload", "path", false, "the proxy makes gopls reload the workspace, and the reason"},
    {"return_online", "", false, "the proxy tries a gopls with network access again"},
    {"lost", "generation", kWithVerdict, "the active gopls ended or became unusable"},
    {"garbage", "generation", false, "output of gopls that is not LSP was skipped"},
    {"last_words", "generation", false, "the last lines of gopls's stderr"},
    {"gave_up", "", false, "gopls has ended and is not restarted, and the reason"},
    {"ended", "generation", false, "the proxy ends gopls"},
    {"also_ended", "generation", false, "processes of gopls that the proxy ended with it"},
    {"not_ended", "generation", false, "a process that the proxy could not end"},
    {"gone", "generation left", false,
     "the processes of gopls have ended, except for `left` of them"},
    {"guardian", "signal exit_code", false,
     "the process that kills gopls if the proxy is killed has itself ended, or cannot start"},
    {"unseen", "generation", false, "gopls's process cannot be sampled"},
    {"asked", "command cache", false, "the user requested a reload or a fresh gopls"},
    {"editor_log", "", false, "a message that the proxy wrote to the editor's log"},
    {"editor_message", "", false, "a message that the proxy showed in the editor"},
    {"uncertain_text", "document method", false, "the text of a document has become uncertain"},
    {"surplus_reply", "id", false, "a reply to no open request was dropped"},
    {"watching", "", false, "whether the editor or the proxy watches files"},
    {"disk_changes", "", false, "changes on disk that the proxy reported to gopls"},
    {"unread_change", "path", false,
     "an open file changed on disk, and the editor has not reloaded it"},
    {"slow_disk", "", false, "a request was forwarded before the disk had been checked"},
    {"bad_input", "", false, "the editor's output is not LSP"},
    {"editor_closed", "", false, "the editor closed its end of the connection"},
    {"shutdown", "", false, "the proxy answered `shutdown` instead of gopls"},
    {"signal", "signal", false, "a signal ended the session"},
    {"internal_error", "", false, "an error in the proxy itself"},
    {"plain_pipe", "", false, "the proxy only forwards messages, after a second internal error"},
    {"timing", "", false, "the table of all requests by method"},
    {"metrics", "address", false, "Prometheus finds the metrics at this address"},
    {"otlp", "signal endpoint state dropped", false,
     "the exporter for OpenTelemetry: where it sends a signal; or its state has changed to "
     "`failing` (the collector is away), `sending` (it is back), `refused` or `stopped`"},
    {"exit", "code", false, "the proxy exited with this code"},
    {"note", "", false, "any other message"},
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
