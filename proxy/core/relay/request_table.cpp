#include "core/relay/request_table.hpp"

#include <algorithm>
#include <utility>

#include "core/base/time.hpp"
#include "lsp/envelope.hpp"

namespace core {
namespace {

/// Thousands of requests may become slow one after another. They are checked together.
constexpr Duration kBetweenSlowReports = 50ms;
constexpr std::size_t kMaxSlowLines = 20;

}  // namespace

Pending* RequestTable::received(const lsp::RequestId& id, const Method& method,
                                const lsp::Frame& frame, std::uint64_t order, const Turn& turn) {
    Pending* pending = add(id, method);
    if (!pending) return nullptr;
    pending->order = order;
    pending->received = turn.now;
    pending->slow_at = turn.now + method.slow_after;
    pending->request_bytes = frame.bytes.size();
    pending->pure_read = method.traits.pure_read;
    return pending;
}

void RequestTable::record(const Pending& pending, Replier replier, Outcome outcome, Time began,
                          std::size_t reply_bytes, Turn& turn) {
    MethodMetrics& m = *pending.method->metrics;
    m.queue.record(began - pending.received);
    m.service.record(turn.now - began);
    m.total.record(turn.now - pending.received);
    ++m.outcomes[static_cast<std::size_t>(outcome)];
    m.request_bytes += pending.request_bytes;
    m.reply_bytes += reply_bytes;
    if (turn.trace.on()) trace(pending, replier, outcome, began, reply_bytes, turn);
}

void RequestTable::trace(const Pending& pending, Replier replier, Outcome outcome, Time began,
                         std::size_t reply_bytes, Turn& turn) {
    TraceRecord& record = turn.trace.add(TraceRecord::Kind::kRequest, turn.now);
    describe(pending, record);
    record.by_proxy = replier == Replier::kProxy;
    record.outcome = outcome;
    record.began = began;
    record.reply_bytes = reply_bytes;
}

void RequestTable::describe(const Pending& pending, TraceRecord& record) {
    record.aside = pending.aside;
    record.generation = pending.generation;
    record.arrived = pending.received;
    record.request_bytes = pending.request_bytes;
    record.method.set(pending.method->name);
    record.id.set(pending.id.raw());
    // Only a kept frame still has it.
    if (pending.frame.empty()) return;
    const auto params = lsp::member(lsp::body_of(pending.frame), "params");
    const auto uri = lsp::member(lsp::member(params, "textDocument"), "uri");
    if (uri.size() > 2) record.text.set_end(uri.substr(1, uri.size() - 2));
}

void RequestTable::forward_reply(Pending& pending, lsp::Frame& frame, Outcome outcome, Time began,
                                 Turn& turn) {
    record(pending, Replier::kGopls, outcome, began, frame.bytes.size(), turn);
    answered(pending);
    turn.relay(frame);
}

void RequestTable::send_reply(Pending& pending, std::string message, Outcome outcome, Turn& turn) {
    record(pending, Replier::kGopls, outcome, pending.received, message.size(), turn);
    answered(pending);
    turn.out.send_to_editor(std::move(message));
}

void RequestTable::answer(Pending& pending, std::string_view result, Outcome outcome, Turn& turn) {
    record(pending, Replier::kProxy, outcome, pending.received, 0, turn);
    turn.out.send_to_editor(lsp::reply(pending.id.raw(), result));
    answered(pending);
}

void RequestTable::fail(Pending& pending, lsp::ErrorCode code, std::string_view message,
                        Outcome outcome, Turn& turn) {
    record(pending, Replier::kProxy, outcome, pending.received, 0, turn);
    turn.out.send_to_editor(lsp::error_reply(pending.id.raw(), code, message));
    answered(pending);
}

void RequestTable::report_slow(const Fields& busy_with, Turn& turn) {
    Time next = Time::max();
    std::size_t found = 0;
    for (auto& [id, pending] : *this) {
        if (pending.slow_at > turn.now) {
            next = std::min(next, pending.slow_at);
            continue;
        }
        pending.slow_at = Time::max();
        ++pending.method->metrics->slow;
        if (++found > kMaxSlowLines) continue;
        Event slow{LogLevel::kWarning,
                   Event::kSlow,
                   {{"method", pending.method->name},
                    {"id", id.raw()},
                    {"waited", turn.now - pending.received}}};
        slow.fields.insert(slow.fields.end(), busy_with.begin(), busy_with.end());
        turn.log(std::move(slow));
    }
    if (found > kMaxSlowLines) {
        turn.log({LogLevel::kWarning, Event::kSlow, {{"more", found - kMaxSlowLines}}});
    }
    if (next == Time::max()) return;
    turn.alarms.set_earlier(Alarm::kSlow, std::max(next, turn.now + kBetweenSlowReports));
}

}  // namespace core
