// One entry of the log as a value: a level, a name from a closed set, fields in order, and a
// sentence for a person. Only `to_text` turns it into a line, and only `read_event` parses a line.
// Pure. docs/log.md has the table of `event_kinds`.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace core {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// `key=value`. The value is text from the start, so that a parsed event equals the one that was
/// written. A duration becomes the text of `human`.
struct Field {
    std::string key;
    std::string value;

    Field(std::string_view k, std::string_view text) : key(k), value(text) {}
    Field(std::string_view k, Duration duration) : key(k), value(human(duration)) {}
    Field(std::string_view k, std::integral auto number) : key(k), value(std::to_string(number)) {}
    friend bool operator==(const Field&, const Field&) = default;
};

using Fields = std::vector<Field>;

struct Event {
    /// In the order of `event_kinds`.
    enum Name : std::uint8_t {
        kStarted,
        kGopls,
        kNoGopls,
        kSpawn,
        kProcess,
        kStartFailed,
        kInitialized,
        kLoaded,
        kFirstAnswer,
        kSlow,
        kWaiting,
        kLook,
        kStall,
        kRemedy,
        kIncident,
        kStacks,
        kRecovered,
        kReplacementPlanned,
        kNoReplacement,
        kSwitch,
        kStandbyLost,
        kStandbyBlocked,
        kStandbyDropped,
        kAnsweredAgain,
        kAftermathOver,
        kReload,
        kReturnOnline,
        kLost,
        kGarbage,
        kLastWords,
        kGaveUp,
        kEnded,
        kAlsoEnded,
        kNotEnded,
        kGone,
        kGuardian,
        kUnseen,
        kAsked,
        kEditorLog,
        kEditorMessage,
        kUncertainText,
        kSurplusReply,
        kWatching,
        kDiskChanges,
        kUnreadChange,
        kSlowDisk,
        kBadInput,
        kEditorClosed,
        kShutdown,
        kSignal,
        kInternalError,
        kPlainPipe,
        kTiming,
        kMetrics,
        kOtlp,
        kExit,
        kNote,
    };

    LogLevel level = LogLevel::kInfo;
    Name name = kNote;
    Fields fields = {};
    std::string sentence = {};  ///< may have several lines, such as a table

    /// Returns the value of a field, or an empty text if the event does not have the field.
    std::string_view value(std::string_view key) const;
    friend bool operator==(const Event&, const Event&) = default;
};

/// Documentation of an event name, for docs/log.md.
struct EventKind {
    std::string_view name;     ///< in `snake_case`
    std::string_view fields;   ///< the keys, separated by spaces
    bool has_verdict = false;  ///< followed by some of `kVerdictFields`
    std::string_view meaning = {};
};

/// Keys of a verdict and its evidence (`log_fields` in core/detect/verdict.hpp).
inline constexpr std::string_view kVerdictFields =
    "verdict head head_age quiet work owed command pid host peer peer_state lock_holder lock "
    "wait_channel detail";

/// Returns all kinds of events, in the order of the enumerators.
std::span<const EventKind> event_kinds();
std::string_view name(Event::Name name);

/// Returns `name key=value key="a value": sentence`. Letters, digits, '_' and '-' need no quotes.
std::string to_text(const Event& event);
/// Parses the first line of what `to_text` writes. Returns nothing for any other text.
std::optional<Event> read_event(std::string_view line, LogLevel level);

}  // namespace core
