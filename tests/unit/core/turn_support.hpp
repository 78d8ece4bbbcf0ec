// The inputs that the engine passes to its parts (settings, session, turn) for their unit tests,
// and access to the effects of the turn. All times are virtual.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/turn.hpp"
#include "core/mirror/session.hpp"
#include "lsp/frame.hpp"
#include "lsp/message.hpp"

namespace core_test {

using namespace std::chrono_literals;
using nlohmann::json;
using Lines = std::vector<std::string>;
using Events = std::vector<core::Event>;

/// Not zero, because zero means "never" in some places.
inline constexpr core::Time kStart{1h};

/// Returns a complete frame in memory of the caller.
inline lsp::Frame frame_of(std::string_view bytes) {
    lsp::Frame frame;
    frame.bytes = bytes;
    frame.body = lsp::body_of(bytes);
    return frame;
}

/// Returns the messages of a stream of complete frames.
inline std::vector<json> messages_in(std::string_view stream) {
    lsp::FrameReader reader;
    reader.append(stream);
    std::vector<json> messages;
    for (auto next = reader.next(); next && *next; next = reader.next()) {
        messages.push_back(json::parse((*next)->body));
    }
    if (reader.buffered_bytes() != 0)
        throw std::runtime_error("the stream ends in an incomplete frame");
    return messages;
}

class OneTurn {
  public:
    core::Settings settings;
    core::Session session;
    core::Turn turn{settings, session};

    explicit OneTurn(core::Settings given = {}) : settings(std::move(given)) { turn.begin(kStart); }
    OneTurn(const OneTurn&) = delete;
    OneTurn& operator=(const OneTurn&) = delete;

    /// Begins the next turn, `time` later.
    void pass(core::Duration time) { turn.begin(turn.now + time); }

    /// Starts the session with these params of `initialize`.
    void run(const json& params = json::object()) {
        session.initialize_requested(lsp::RequestId::from_integer(0),
                                     json{{"id", 0}, {"params", params}}.dump());
        session.phase = core::Session::Phase::kRunning;
    }
    /// Does the same for a client with these capabilities, given as JSON pointers.
    void run_with(const Lines& capabilities, json params = json::object()) {
        params["capabilities"] = json::object();
        for (const std::string& capability : capabilities) {
            params["capabilities"][json::json_pointer(capability)] = true;
        }
        run(params);
    }

    /// Returns the effects of one kind in this turn.
    template <class E>
    std::vector<const E*> effects() {
        std::vector<const E*> found;
        for (const core::Effect& effect : turn.out.effects()) {
            if (const E* one = std::get_if<E>(&effect)) found.push_back(one);
        }
        return found;
    }
    std::string written_to_editor() {
        std::string all;
        for (const auto* write : effects<core::effect::WriteEditor>()) all += write->bytes;
        return all;
    }
    std::string written_to(core::Generation server) {
        std::string all;
        for (const auto* write : effects<core::effect::WriteServer>()) {
            if (write->generation == server) all += write->bytes;
        }
        return all;
    }
    std::vector<json> to_editor() { return messages_in(written_to_editor()); }
    std::vector<json> to_server(core::Generation server) { return messages_in(written_to(server)); }
    /// Returns the logged events, all or those of a level.
    Events logged(std::optional<core::LogLevel> level = {}) {
        Events events;
        for (const auto* log : effects<core::effect::Log>()) {
            if (!level || log->event.level == *level) events.push_back(log->event);
        }
        return events;
    }
    /// Returns the time until an alarm, or nothing if it is not set.
    std::optional<core::Duration> alarm(core::Alarm which) const {
        core::Alarms copy = turn.alarms;
        const auto at = copy.take_due(which, core::Time::max() - 1ns);
        return at ? std::optional(*at - turn.now) : std::nullopt;
    }
};

}  // namespace core_test
