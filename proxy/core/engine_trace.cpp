// The engine's part in the trace of a session (core/base/trace).
#include "core/engine.hpp"

namespace core {

std::vector<TraceRecord> Engine::open_requests() {
    std::vector<TraceRecord> open;
    const Server* active = pool_.active();
    const auto head = active ? active->queue.head() : std::nullopt;
    bool head_found = !head || head->probe || head->notification;
    for (const Pending* pending : requests_.in_order()) {
        TraceRecord& record = open.emplace_back();
        record.kind = TraceRecord::Kind::kOpen;
        RequestTable::describe(*pending, turn_, record);
        record.by_proxy = pending->is_proxy_command;
        record.began = record.ended = Time::max();
        if (pending->aside) record.began = pending->received;
        const bool is_in_queue =
            !pending->aside && active && record.generation == active->generation;
        if (head_found || !is_in_queue) continue;
        head_found = true;
        record.began = std::max(head->since, pending->received);
    }
    return open;
}

void Engine::trace_cancel(const lsp::RequestId& id, const Pending* pending) {
    TraceRecord& record = turn_.trace.add(TraceRecord::Kind::kCancel, turn_.now);
    record.id.set(id.raw());
    if (!pending) return;
    record.trace_id = {turn_.session_id, pending->order};
    record.generation = pending->generation;
    record.method.set(pending->method->name);
}

}  // namespace core
