// The editor's requests that have no reply yet. Each gets exactly one (docs/design.md, "One
// reply"): an entry leaves this table only together with its reply.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/time.hpp"
#include "core/relay/methods.hpp"
#include "lsp/id.hpp"

namespace core {

struct Pending {
    lsp::RequestId id;
    const Method* method = nullptr;  ///< never null in the table
    /// The whole frame, kept for a read (a second server may need it) and for any request not sent
    /// yet.
    std::string frame;
    std::uint64_t order = 0;    ///< counts the editor's messages
    Generation generation = 0;  ///< the server that has it; 0 while it is held
    Time received{};
    /// When it was sent to the server that has it. While no server has it: when it was received or
    /// given back.
    Time since{};
    Duration held{};  ///< by the proxy, before it was last sent
    Time slow_at{};   ///< when to report it; max() once that is done
    std::string
        toggle;  ///< raw params of a command that toggles (lsp::command_toggles), else empty
    std::size_t request_bytes = 0;
    bool pure_read = false;
    bool is_slow = false;  ///< its threshold has passed
    bool aside = false;
    bool is_proxy_command = false;  ///< a command of the proxy, never sent to a server
    bool cancelled = false;
    bool reissued = false;
};

class PendingRequests {
  public:
    /// Larger reads are not kept for a second server.
    static constexpr std::size_t kMaxKeptFrameBytes = 64 << 10;

    /// Adds a request. The caller fills the rest of the entry. Null if the id is in use (the
    /// editor's fault): the message is then forwarded untouched. The entry keeps its address until
    /// it is answered.
    Pending* add(const lsp::RequestId& id, const Method& method);
    Pending* find(const lsp::RequestId& id);
    /// Returns the entry of the request answered last if it had this order. It is valid until the
    /// next request. Null if its memory is not kept.
    const Pending* answered_last(std::uint64_t order) const;
    /// Removes a request whose reply is being sent.
    void answered(Pending& pending);

    bool empty() const { return requests_.empty(); }
    std::size_t size() const { return requests_.size(); }
    /// Records that a document (`lsp::document_key`) was closed by the editor's message with that
    /// number. Earlier requests about it are outdated.
    void document_closed(std::string_view key, std::uint64_t order);
    /// Whether the document with that key was closed after this request.
    bool has_lost(const Pending& pending, std::string_view key) const;
    /// Records that partial results with this raw token were forwarded: sending the request again
    /// would repeat them.
    void partly_answered(std::string_view raw_token);
    bool is_partly_answered(const Pending& pending) const;
    /// Returns all requests, in the order in which the editor sent them.
    std::vector<Pending*> in_order();
    auto begin() { return requests_.begin(); }
    auto end() { return requests_.end(); }
    auto begin() const { return requests_.begin(); }
    auto end() const { return requests_.end(); }

  private:
    static constexpr std::size_t kLeastNoted = 1024;
    using Table = std::unordered_map<lsp::RequestId, Pending>;
    Pending* entry_of(const lsp::RequestId& id);
    void forget_what_no_request_is_about();

    Table requests_;
    /// Events while requests were open. They are looked up only when a request is to be sent again,
    /// so that recording one does not search all requests.
    std::unordered_map<std::string, std::uint64_t> closed_;  // by key, with the last order
    std::unordered_set<std::string> partial_tokens_;         // raw
    std::size_t most_noted_ = kLeastNoted;
    /// Answered entries, kept for their memory: in steady state a request does not allocate.
    std::vector<Table::node_type> spare_;
};

}  // namespace core
