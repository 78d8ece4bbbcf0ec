#include "core/relay/server_queue.hpp"

#include <algorithm>
#include <utility>

namespace core {

void ServerQueue::sent_notification(std::string_view method, Time now) {
    if (lone_since_) return;
    lone_since_ = now;
    lone_method_ = method;
}

void ServerQueue::sent_request(const lsp::RequestId& id, std::string_view method, bool probe,
                               Time now) {
    const auto before = lone_since_ ? lone_method_ : std::string_view();
    requests_.push_back({id, method, before, now, probe});
    lone_since_.reset();
}

std::optional<Time> ServerQueue::answered(const lsp::RequestId& id, Time now) {
    const auto it = std::find_if(requests_.begin(), requests_.end(),
                                 [&](const Entry& entry) { return entry.id == id; });
    if (it == requests_.end()) return {};
    const Time began = std::max(it->sent, last_moved_);
    // Earlier requests are done as well. Usually there are none.
    passed_notification_ = !it->notification_before.empty();
    for (auto done = it - requests_.begin() + 1; done > 0; --done) requests_.pop_front();
    last_moved_ = now;
    return began;
}

void ServerQueue::sent_aside(const lsp::RequestId& id, std::string_view method, Time now) {
    aside_.push_back({id, method, {}, now, false});
}

bool ServerQueue::answered_aside(const lsp::RequestId& id) {
    const auto it = std::find_if(aside_.begin(), aside_.end(),
                                 [&](const Entry& entry) { return entry.id == id; });
    if (it == aside_.end()) return false;
    aside_.erase(it);
    return true;
}

std::optional<ServerQueue::Head> ServerQueue::awaited() const {
    if (!requests_.empty() || aside_.empty()) return head();
    const Entry& oldest = aside_.front();
    return Head{.method = oldest.method, .since = std::max(oldest.sent, restarted_), .aside = true};
}

std::optional<ServerQueue::Head> ServerQueue::head() const {
    if (requests_.empty()) return {};
    const Entry& first = requests_.front();
    const bool notification = !first.notification_before.empty();
    return Head{.method = notification ? first.notification_before : first.method,
                .since = std::max(first.sent, last_moved_),
                .probe = first.probe,
                .notification = notification};
}

std::optional<Time> ServerQueue::others_wait_since() const {
    const auto second = requests_.begin() + (requests_.empty() ? 0 : 1);
    const auto first_other =
        std::find_if(second, requests_.end(), [](const Entry& entry) { return !entry.probe; });
    if (first_other == requests_.end()) return {};
    return first_other->sent;
}

}  // namespace core
