#include "core/relay/request_table.hpp"

#include <algorithm>
#include <utility>

#include "core/base/time.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Thousands of requests may become slow one after another. They are checked together.
constexpr Duration kBetweenSlowReports = 50ms;
/// A request that has waited for this many times its threshold is reported as still waiting.
constexpr int kStillWaiting = 10;

}  // namespace

Pending* RequestTable::received(const lsp::RequestId& id, const Method& method,
                                const lsp::Frame& frame, std::uint64_t order, const Turn& turn) {
    Pending* pending = add(id, method);
    if (!pending) return nullptr;
    pending->order = order;
    pending->received = pending->since = turn.arrived;
    pending->slow_at = turn.arrived + method.slow_after;
    pending->request_bytes = frame.bytes.size();
    pending->pure_read = method.traits.pure_read;
    return pending;
}

void RequestTable::record(Pending& pending, Replier replier, Ending ending, Time began,
                          std::size_t reply_bytes, Turn& turn) {
    turn.metrics.request_ends(turn.now);
    MethodMetrics& m = *pending.method->metrics;
    m.queue.record(began - pending.received);
    m.service.record(turn.now - began);
    m.total.record(turn.now - pending.received);
    m.last_hour.record(turn.now, turn.now - pending.received);
    if (ending.error_code) m.failed_after(turn.now - pending.received, *ending.error_code);
    ++m.outcomes[static_cast<std::size_t>(ending.outcome)];
    m.request_bytes += pending.request_bytes;
    m.reply_bytes += reply_bytes;
    const bool slow = turn.now - pending.received >= pending.method->slow_after;
    const auto describe_all = [&](TraceRecord& record) {
        describe(pending, turn, record);
        record.by_proxy = replier == Replier::kProxy;
        record.outcome = ending.outcome;
        record.error_code = ending.error_code;
        record.slow = slow;
        record.began = began;
        record.reply_bytes = reply_bytes;
    };
    if (turn.trace.on()) describe_all(turn.trace.add(TraceRecord::Kind::kRequest, turn.now));
    newest_ = {began, turn.now, ending.outcome, replier == Replier::kProxy};
    newest_order_ = pending.order;
    if (slow && !pending.is_proxy_command) [[unlikely]] {
        describe_all(turn.history.add_request(turn.now));
        if (!std::exchange(pending.is_slow, true)) ++m.slow;
    }
    newest_is_kept_ = slow || editor_behind_;
    if (newest_is_kept_) [[unlikely]]
        keep_for_slow_log(pending, turn);
}

void RequestTable::describe(const Pending& pending, const Turn& turn, TraceRecord& record) {
    record.trace_id = {turn.session_id, pending.order};
    record.aside = pending.aside;
    record.generation = pending.generation;
    record.arrived = pending.received;
    record.request_bytes = pending.request_bytes;
    record.method.set(pending.method->name);
    record.id.set(pending.id.raw());
    // Only a kept frame still has it.
    if (pending.frame.empty()) return;
    record.text.set_end(subject_of(lsp::body_of(pending.frame)).document);
}

void RequestTable::forward_reply(Pending& pending, lsp::Frame& frame, Ending ending, Time began,
                                 Turn& turn) {
    record(pending, Replier::kGopls, ending, began, frame.bytes.size(), turn);
    answered(pending);
    turn.relay(frame);
}

void RequestTable::send_reply(Pending& pending, std::string message, Ending ending, Turn& turn) {
    record(pending, Replier::kGopls, ending, pending.received, message.size(), turn);
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
    record(pending, Replier::kProxy, {outcome, static_cast<int>(code)}, pending.received, 0, turn);
    turn.out.send_to_editor(lsp::error_reply(pending.id.raw(), code, message));
    answered(pending);
}

std::vector<const Pending*> RequestTable::report_slow(std::string_view head, Turn& turn) {
    Time next = Time::max();
    std::vector<const Pending*> still_waiting;
    for (auto& [id, pending] : *this) {
        if (pending.slow_at > turn.now) {
            next = std::min(next, pending.slow_at);
            continue;
        }
        if (pending.is_slow) {
            pending.slow_at = Time::max();
            still_waiting.push_back(&pending);
            continue;
        }
        pending.is_slow = true;
        if (!head.empty()) heads_.insert_or_assign(pending.order, head);
        ++pending.method->metrics->slow;
        pending.slow_at = pending.received + kStillWaiting * pending.method->slow_after;
        next = std::min(next, pending.slow_at);
    }
    if (next != Time::max()) {
        turn.alarms.set_earlier(Alarm::kSlow, std::max(next, turn.now + kBetweenSlowReports));
    }
    return still_waiting;
}

void RequestTable::keep_for_slow_log(const Pending& pending, const Turn& turn) {
    const auto head = heads_.extract(pending.order);
    if (pending.is_proxy_command) return;
    if (for_slow_log_.requests.size() == SlowRequest::kMost) {
        if (pending.is_slow) ++for_slow_log_.more;
        return;
    }
    for_slow_log_.requests.push_back(core::describe(
        pending, newest_, head ? head.mapped() : std::string_view(), turn.session_id));
}

void RequestTable::editor_reads(bool everything, Time written, const Turn& turn) {
    const bool was_behind = std::exchange(editor_behind_, !everything);
    if (everything || was_behind || newest_is_kept_ || newest_.ended != written) return;
    newest_is_kept_ = true;
    if (const Pending* pending = answered_last(newest_order_)) keep_for_slow_log(*pending, turn);
}

}  // namespace core
