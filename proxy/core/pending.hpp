// The editor's requests that have no reply yet. Each gets exactly one
// (design, invariant 1): an entry leaves this table only together with its reply.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/effect.hpp"
#include "core/methods.hpp"
#include "core/time.hpp"
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
    std::size_t request_bytes = 0;
    bool pure_read = false;
    bool aside = false;
    bool cancelled = false;
    bool reissued = false;
    bool partly_answered = false;  ///< partial results of it have reached the editor
    bool closed = false;           ///< its document was closed since it was asked
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
    /// A document (`lsp::document_key`) was closed: what is kept to be asked (again) about it has
    /// lost its object.
    void document_closed(std::string_view key);
    /// Partial results with this raw token were passed on: asked again, they would come twice.
    void partly_answered(std::string_view raw_token);
    /// All, in the order in which the editor sent them.
    std::vector<Pending*> in_order();
    auto begin() { return requests_.begin(); }
    auto end() { return requests_.end(); }
    auto begin() const { return requests_.begin(); }
    auto end() const { return requests_.end(); }

  private:
    using Table = std::unordered_map<lsp::RequestId, Pending>;
    Pending* entry_of(const lsp::RequestId& id);

    Table requests_;
    /// Some that were answered, for their memory: in steady state a request allocates nothing.
    std::vector<Table::node_type> spare_;
};

}  // namespace core
