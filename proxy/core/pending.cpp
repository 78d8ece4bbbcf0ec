#include "core/pending.hpp"

#include <algorithm>
#include <utility>

#include "core/documents.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// For some hundred KiB at the most, whatever a flood has left.
constexpr std::size_t kMaxSpare = 1024;
constexpr std::size_t kMaxSpareFrameBytes = 512;

}  // namespace

/// A new entry, in the memory of an old one where there is one; null if the id is in use.
Pending* PendingRequests::entry_of(const lsp::RequestId& id) {
    if (spare_.empty()) {
        const auto [it, added] = requests_.try_emplace(id);
        return added ? &it->second : nullptr;
    }
    spare_.back().key() = id;
    auto result = requests_.insert(std::move(spare_.back()));
    if (result.inserted) {
        spare_.pop_back();
        return &result.position->second;
    }
    spare_.back() = std::move(result.node);
    return nullptr;
}

Pending* PendingRequests::add(const lsp::RequestId& id, const Method& method) {
    Pending* pending = entry_of(id);
    if (!pending) return nullptr;
    std::string memory = std::move(pending->frame);
    memory.clear();
    *pending = Pending{};
    pending->id = id;
    pending->method = &method;
    pending->frame = std::move(memory);
    return pending;
}

Pending* PendingRequests::find(const lsp::RequestId& id) {
    const auto it = requests_.find(id);
    return it == requests_.end() ? nullptr : &it->second;
}

void PendingRequests::answered(Pending& pending) {
    auto node = requests_.extract(pending.id);
    if (spare_.size() == kMaxSpare || node.mapped().frame.capacity() > kMaxSpareFrameBytes) return;
    spare_.push_back(std::move(node));
}

void PendingRequests::document_closed(std::string_view key) {
    for (auto& [id, pending] : requests_) {
        if (pending.frame.empty()) continue;
        pending.closed = pending.closed || message_document_key(lsp::body_of(pending.frame)) == key;
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
