#include "core/relay/slow_request.hpp"

#include <algorithm>

#include "core/mirror/documents.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

/// As much of a URI as the trace keeps.
constexpr std::size_t kDocumentBytes = 120;
constexpr std::size_t kNumberDigits = 10;

bool is_number(std::string_view raw) {
    return !raw.empty() && raw.size() <= kNumberDigits &&
           std::all_of(raw.begin(), raw.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

RequestSubject subject_of(std::string_view body) {
    RequestSubject subject;
    const std::string_view params = lsp::member(body, "params");
    const std::string uri = document_uri(params);
    if (!uri.empty()) {
        const std::string text = lsp::without_password(uri);
        subject.document = text.substr(text.size() - std::min(text.size(), kDocumentBytes));
    }
    const std::string_view position = lsp::member(params, "position");
    const std::string_view line = lsp::member(position, "line");
    const std::string_view character = lsp::member(position, "character");
    if (is_number(line) && is_number(character)) {
        subject.position.append(line).append(":").append(character);
    }
    return subject;
}

TimeSpent time_spent(const Pending& pending, const Replied& replied) {
    TimeSpent spent;
    const Duration total = replied.ended - pending.received;
    spent.proxy = pending.held;
    if (pending.generation == 0) spent.proxy += replied.ended - pending.since;
    spent.proxy = std::min(spent.proxy, total);
    if (!replied.by_proxy) {
        const Time began = std::clamp(replied.began, pending.since, replied.ended);
        const Duration rest = total - spent.proxy;
        spent.gopls = std::min(replied.ended - began, rest);
        spent.queue = std::min(began - pending.since, rest - spent.gopls);
    }
    spent.earlier = total - spent.total();
    return spent;
}

SlowRequest describe(const Pending& pending, const Replied& replied, std::string_view head,
                     std::uint64_t session) {
    SlowRequest request{.method = pending.method->name,
                        .id = pending.id.raw(),
                        .trace = {session, pending.order},
                        .generation = pending.generation,
                        .subject = {},
                        .spent = time_spent(pending, replied),
                        .replied = replied,
                        .head = {}};
    request.over_threshold = pending.is_slow;
    // Only a kept frame still has it.
    if (!pending.frame.empty()) request.subject = subject_of(lsp::body_of(pending.frame));
    // Behind the head at that time: it was in this gopls's queue still.
    const Time became_slow = pending.received + pending.method->slow_after;
    const bool waited = pending.since <= became_slow && replied.began > became_slow;
    if (!replied.by_proxy && waited) request.head = head;
    return request;
}

Event slow_event(const SlowRequest& request, Duration editor) {
    Event event{
        LogLevel::kWarning,
        Event::kSlow,
        {{"method", request.method}, {"id", request.id}, {"trace", to_text(request.trace)}}};
    const auto add = [&](std::string_view key, std::string_view value) {
        if (!value.empty()) event.fields.emplace_back(key, value);
    };
    if (request.generation != 0) event.fields.emplace_back("generation", request.generation);
    add("document", request.subject.document);
    add("position", request.subject.position);
    event.fields.emplace_back("outcome", name(request.replied.outcome));
    const TimeSpent& spent = request.spent;
    event.fields.emplace_back("took", spent.total() + editor);
    event.fields.emplace_back("queue", spent.queue);
    event.fields.emplace_back("gopls", spent.gopls);
    event.fields.emplace_back("proxy", spent.proxy);
    if (spent.earlier > Duration{}) event.fields.emplace_back("earlier", spent.earlier);
    event.fields.emplace_back("editor", editor);
    add("head", request.head);
    add("meanwhile", request.meanwhile);
    return event;
}

}  // namespace core
