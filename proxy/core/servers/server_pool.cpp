#include "core/servers/server_pool.hpp"

#include <string>

namespace core {
namespace {

constexpr std::size_t kLateRoomBytes = 64 << 10;

}  // namespace

std::span<char> ServerPool::room(Generation generation) {
    if (Server* server = find(generation)) return server->output.prepare();
    late_.resize(kLateRoomBytes);
    return late_;
}

Server& ServerPool::add(SpawnReason reason, Network network, const Turn& turn) {
    auto& place = active_ ? standby_ : active_;
    place =
        std::make_unique<Server>(++last_, reason, network, turn.settings.max_frame_bytes, turn.now);
    return *place;
}

Server* ServerPool::switch_over() {
    leaving_ = std::exchange(active_, std::move(standby_));
    return leaving_.get();
}

void ServerPool::retire(Server& server, bool dump, Turn& turn) {
    turn.log({LogLevel::kInfo, Event::kEnded, {{"generation", server.generation}}});
    // The cache of a standby that never took over is almost empty. No later session may start with
    // it.
    const bool never_used = server.cache == CacheUse::kClean && !server.gate_open;
    if (!server.gate_open) count_start(server, server.ends_as, turn.metrics.counters);
    turn.out.add(effect::EndServer{server.generation, dump, dump || never_used, server.process()});
    for (auto* place : {&active_, &standby_, &leaving_}) {
        if (place->get() == &server) retired_.push_back(std::move(*place));
    }
}

void ServerPool::exchange_output(Server& server, lsp::FrameReader fresh) {
    spent_.push_back(std::exchange(server.output, std::move(fresh)));
}

}  // namespace core
