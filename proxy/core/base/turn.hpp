// Context of one call of the engine: everything that a part may read and reach beyond itself. A
// part receives it with each call, keeps none of it, and returns what it found.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "core/base/alarms.hpp"
#include "core/base/history.hpp"
#include "core/base/metrics.hpp"
#include "core/base/outbox.hpp"
#include "core/base/settings.hpp"
#include "core/base/time.hpp"
#include "core/base/trace.hpp"
#include "lsp/frame.hpp"

namespace core {

class Session;

struct Turn {
    const Settings& settings;
    const Session& session;     ///< the editor's session; only the engine changes it
    Mode mode = settings.mode;  ///< a plain pipe (`kOff`) once the proxy itself has failed twice
    Time now{};
    Time arrived{};  ///< when the current message of the editor came: earlier if it was held
    std::uint64_t session_id = 0;  ///< of this session, in each `TraceId`
    Outbox out = {};
    Alarms alarms = {};
    Metrics metrics = {};
    Trace trace = Trace();
    History history = {};
    bool forwarded = false;  ///< a message was forwarded in this turn
    bool relayed = false;    ///< the current message was forwarded

    /// Discards the previous turn.
    void begin(Time time) {
        now = arrived = time;
        forwarded = false;
        out.begin_turn();
    }
    /// Forwards a message of a server unchanged.
    void relay(lsp::Frame& frame) {
        forwarded = relayed = true;
        out.forward_to_editor(std::move(frame));
    }
    void log(Event event) {
        if (trace.on()) trace.add(event, now);
        history.add(event, now);
        out.log(std::move(event));
    }

    bool watching() const { return mode != Mode::kOff; }
};

}  // namespace core
