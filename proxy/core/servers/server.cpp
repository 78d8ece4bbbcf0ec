#include "core/servers/server.hpp"

#include <utility>

namespace core {

bool Server::is_excused() const {
    return paused || (streamed && !streamed->behind.empty());
}

void Server::forward(std::string_view bytes, Turn& turn) {
    activity.wrote_to_it(bytes.size());
    written_bytes += bytes.size();
    turn.forwarded = true;
    turn.out.forward_to_server(generation, bytes);
}

Server::Written Server::write(std::string_view bytes, Turn& turn) {
    if (!streamed) {
        forward(bytes, turn);
        return Written::kPassedOn;
    }
    if (bytes.data() != streamed->frame.data()) {
        streamed->behind += bytes;
        return Written::kWaits;
    }
    StreamedMessage message = *std::exchange(streamed, std::nullopt);
    forward(bytes.substr(message.written_bytes), turn);
    if (message.behind.empty()) return Written::kPassedOn;
    send(std::move(message.behind), turn);
    return Written::kWithThoseBehind;
}

void Server::send(std::string message, Turn& turn) {
    if (streamed) {
        streamed->behind += message;
        return;
    }
    activity.wrote_to_it(message.size());
    written_bytes += message.size();
    turn.out.send_to_server(generation, std::move(message));
}

void count_start(const Server& server, ReplacementOutcome outcome, Counters& counters) {
    if (server.spawn_reason == SpawnReason::kFirst) return;
    // The other reasons stand in the order of ReplacementReason.
    static_assert(static_cast<int>(SpawnReason::kReplaceDead) == 1);
    static_assert(static_cast<int>(SpawnReason::kReturnOnline) == kReplacementReasons);
    ++counters.started[static_cast<std::size_t>(server.spawn_reason) - 1][outcome];
}

}  // namespace core
