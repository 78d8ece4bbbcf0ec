// The editor's requests that have no reply yet. Each gets exactly one
// (docs/design.md, "One reply"): an entry leaves this table only together with its reply.
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
    /// The whole frame, kept of a read (it may go to a second server) and of what was not sent yet.
    std::string frame;
    std::uint64_t order = 0;    ///< counts the editor's messages
    Generation generation = 0;  ///< the server that has it; 0 while it is held
    Time received{};
    Time slow_at{};  ///< when it is reported as slow; max() once it was
    std::string
        toggle;  ///< raw params of a command that toggles (lsp::command_toggles), else empty
    std::size_t request_bytes = 0;
    bool pure_read = false;
    bool aside = false;
    bool cancelled = false;
    bool reissued = false;
};

class PendingRequests {
  public:
    /// Larger reads are not kept for a second server.
    static constexpr std::size_t kMaxKeptFrameBytes = 64 << 10;

    /// Takes a request in, to be filled by the caller, who passes `method` on. Null if the id is
    /// in use already (the editor's fault; the message is passed on untouched). What this gives
    /// stays where it is until it is answered.
    Pending* add(const lsp::RequestId& id, const Method& method);
    Pending* find(const lsp::RequestId& id);
    /// Its reply is on its way: it leaves the table.
    void answered(Pending& pending);

    bool empty() const { return requests_.empty(); }
    std::size_t size() const { return requests_.size(); }
    /// A document (`lsp::document_key`) was closed, by the editor's message with that number: what
    /// was asked about it before has lost its object.
    void document_closed(std::string_view key, std::uint64_t order);
    /// Whether the document with that key was closed after this was asked.
    bool has_lost(const Pending& pending, std::string_view key) const;
    /// Partial results with this raw token were passed on: asked again, they would come twice.
    void partly_answered(std::string_view raw_token);
    bool is_partly_answered(const Pending& pending) const;
    /// All, in the order in which the editor sent them.
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
    /// What happened while requests were open: looked up when one is to be asked again, so that
    /// noting it does not look at them all.
    std::unordered_map<std::string, std::uint64_t> closed_;  // by key, with the last order
    std::unordered_set<std::string> partial_tokens_;         // raw
    std::size_t most_noted_ = kLeastNoted;
    /// Some that were answered, for their memory: in steady state a request allocates nothing.
    std::vector<Table::node_type> spare_;
};

}  // namespace core
