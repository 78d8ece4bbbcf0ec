// One entry of the log as a value: a level, a name from a closed set, fields in order, and a
// sentence for a person. `to_text` is the only place where it becomes a line, and `read_event` the
// only place where a line is read back. Pure; docs/log.md has the table of `event_kinds`.
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

/// `key=value`. A value is text from the start, so that an event that was read back equals the
/// event that was written. A duration is the text that `human` gives.
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
        kExit,
        kNote,
    };

    LogLevel level = LogLevel::kInfo;
    Name name = kNote;
    Fields fields = {};
    std::string sentence = {};  ///< may go on in further lines, as a table does

    /// The value of a field; empty if the event has no such field.
    std::string_view value(std::string_view key) const;
    friend bool operator==(const Event&, const Event&) = default;
};

/// What docs/log.md says of a name.
struct EventKind {
    std::string_view name;     ///< in `snake_case`
    std::string_view fields;   ///< their keys, with spaces between
    bool has_verdict = false;  ///< behind those, some of `kVerdictFields`
    std::string_view meaning = {};
};

/// A verdict and its evidence (`log_fields` in core/detect/verdict.hpp).
inline constexpr std::string_view kVerdictFields =
    "verdict head head_age quiet work owed command pid host peer peer_state lock_holder lock "
    "wait_channel detail";

/// All names, in the order of the enumerators.
std::span<const EventKind> event_kinds();
std::string_view name(Event::Name name);

/// Returns `name key=value key="a value": sentence`. Letters, digits, '_' and '-' need no quotes.
std::string to_text(const Event& event);
/// Reads what `to_text` writes, up to the end of its first line. Returns nothing for other text.
std::optional<Event> read_event(std::string_view line, LogLevel level);

}  // namespace core
