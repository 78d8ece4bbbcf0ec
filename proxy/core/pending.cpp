#include "core/pending.hpp"

#include <algorithm>
#include <utility>

#include "core/documents.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {

bool PendingRequests::add(Pending&& pending) {
    lsp::RequestId id = pending.id;
    return requests_.try_emplace(std::move(id), std::move(pending)).second;
}

Pending* PendingRequests::find(const lsp::RequestId& id) {
    const auto it = requests_.find(id);
    return it == requests_.end() ? nullptr : &it->second;
}

std::optional<Pending> PendingRequests::take(const lsp::RequestId& id) {
    auto node = requests_.extract(id);
    if (node.empty()) return {};
    return std::move(node.mapped());
}

void PendingRequests::document_closed(std::string_view uri) {
    for (auto& [id, pending] : requests_) {
        if (pending.frame.empty()) continue;
        pending.closed = pending.closed || text_document_uri(lsp::body_of(pending.frame)) == uri;
    }
}

void PendingRequests::partly_answered(std::string_view raw_token) {
    for (auto& [id, pending] : requests_) {
        if (pending.frame.empty()) continue;
        const auto params = lsp::member(lsp::body_of(pending.frame), "params");
        if (lsp::member(params, "partialResultToken") == raw_token) pending.partly_answered = true;
    }
}

std::vector<Pending*> PendingRequests::in_order() {
    std::vector<Pending*> all;
    all.reserve(requests_.size());
    for (auto& [id, pending] : requests_) all.push_back(&pending);
    std::sort(all.begin(), all.end(),
              [](const Pending* a, const Pending* b) { return a->order < b->order; });
    return all;
}

}  // namespace core
