// What a test looks for in the proxy's log: an event and some of its fields, never its text.
#pragma once

#include <algorithm>
#include <string>

#include "core/base/event.hpp"

namespace support {

/// An event with this name, at least these fields, and these words in its sentence.
struct Logged {
    core::Event::Name name;
    core::Fields fields = {};
    std::string words = {};

    bool matches(const core::Event& event) const {
        return event.name == name && event.sentence.find(words) != std::string::npos &&
               std::all_of(fields.begin(), fields.end(), [&](const core::Field& field) {
                   return std::find(event.fields.begin(), event.fields.end(), field) !=
                          event.fields.end();
               });
    }
};

/// As a line of the log would say it.
inline std::string described(const Logged& wanted) {
    return core::to_text({core::LogLevel::kInfo, wanted.name, wanted.fields, wanted.words});
}

/// docs/log.md names the event's fields, and its line can be read back.
inline bool is_documented(const core::Event& event) {
    const core::EventKind& kind = core::event_kinds()[event.name];
    std::string keys(" ");
    keys.append(kind.fields).append(" ");
    if (kind.has_verdict) keys.append(core::kVerdictFields).append(" ");
    const bool are_named =
        std::all_of(event.fields.begin(), event.fields.end(), [&](const core::Field& field) {
            return keys.find(" " + field.key + " ") != std::string::npos;
        });
    core::Event first_line = event;
    first_line.sentence.erase(std::min(event.sentence.find('\n'), event.sentence.size()));
    return are_named && core::read_event(core::to_text(event), event.level) == first_line;
}

}  // namespace support
