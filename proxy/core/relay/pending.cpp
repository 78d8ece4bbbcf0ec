#include "core/relay/pending.hpp"

#include <algorithm>
#include <utility>

#include "core/mirror/documents.hpp"
#include "lsp/envelope.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

/// Limits the spare entries to some hundred KiB, even after a flood.
constexpr std::size_t kMaxSpare = 1024;
constexpr std::size_t kMaxSpareFrameBytes = 512;

/// Returns the partial result token of a request whose frame is kept. Empty if it has none.
std::string_view partial_token_of(const Pending& pending) {
    const auto params = lsp::member(lsp::body_of(pending.frame), "params");
    return lsp::member(params, "partialResultToken");
}

}  // namespace

/// Returns a new entry, reusing the memory of an old one if possible. Null if the id is in use.
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

const Pending* PendingRequests::answered_last(std::uint64_t order) const {
    if (spare_.empty() || spare_.back().mapped().order != order) return nullptr;
    return &spare_.back().mapped();
}

void PendingRequests::answered(Pending& pending) {
    auto node = requests_.extract(pending.id);
    if (requests_.empty()) {
        if (!closed_.empty()) closed_.clear();
        if (!partial_tokens_.empty()) partial_tokens_.clear();
    }
    if (spare_.size() == kMaxSpare || node.mapped().frame.capacity() > kMaxSpareFrameBytes) return;
    spare_.push_back(std::move(node));
}

void PendingRequests::document_closed(std::string_view key, std::uint64_t order) {
    if (requests_.empty()) return;
    closed_.insert_or_assign(std::string(key), order);
    if (closed_.size() > most_noted_) forget_what_no_request_is_about();
}

bool PendingRequests::has_lost(const Pending& pending, std::string_view key) const {
    if (closed_.empty()) return false;
    const auto it = closed_.find(std::string(key));
    return it != closed_.end() && it->second > pending.order;
}

void PendingRequests::partly_answered(std::string_view raw_token) {
    if (requests_.empty()) return;
    partial_tokens_.emplace(raw_token);
    if (partial_tokens_.size() > most_noted_) forget_what_no_request_is_about();
}

bool PendingRequests::is_partly_answered(const Pending& pending) const {
    if (partial_tokens_.empty() || pending.frame.empty()) return false;
    const std::string_view token = partial_token_of(pending);
    return !token.empty() && partial_tokens_.contains(std::string(token));
}

/// Called so rarely that it adds almost nothing to the cost of each record.
void PendingRequests::forget_what_no_request_is_about() {
    std::unordered_set<std::string> keys;
    std::unordered_set<std::string> tokens;
    for (const auto& [id, pending] : requests_) {
        if (pending.frame.empty()) continue;
        if (auto key = message_document_key(lsp::body_of(pending.frame))) {
            keys.insert(*std::move(key));
        }
        tokens.emplace(partial_token_of(pending));
    }
    std::erase_if(closed_, [&](const auto& closed) { return !keys.contains(closed.first); });
    std::erase_if(partial_tokens_, [&](const auto& token) { return !tokens.contains(token); });
    most_noted_ =
        std::max({kLeastNoted, requests_.size(), 2 * closed_.size(), 2 * partial_tokens_.size()});
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
