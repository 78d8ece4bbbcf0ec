// The only code that answers the editor's requests. A request leaves the table together with its
// one reply (docs/design.md, "One reply"). The reply is measured and sent in the same step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/turn.hpp"
#include "core/relay/methods.hpp"
#include "core/relay/pending.hpp"
#include "lsp/frame.hpp"
#include "lsp/message.hpp"

namespace core {

class RequestTable : private PendingRequests {
  public:
    /// Keeps references to both. The settings must not change.
    RequestTable(const SlowSettings& slow, Metrics& metrics) : methods_(slow, metrics) {}

    using PendingRequests::begin;
    using PendingRequests::document_closed;
    using PendingRequests::empty;
    using PendingRequests::end;
    using PendingRequests::find;
    using PendingRequests::has_lost;
    using PendingRequests::in_order;
    using PendingRequests::is_partly_answered;
    using PendingRequests::kMaxKeptFrameBytes;
    using PendingRequests::partly_answered;
    using PendingRequests::size;

    const Method& method(std::string_view name) { return methods_.of(name); }

    /// Adds a request, which is the editor's message with the number `order`. Null if its id is in
    /// use.
    Pending* received(const lsp::RequestId& id, const Method& method, const lsp::Frame& frame,
                      std::uint64_t order, const Turn& turn);

    /// Forwards the server's reply unchanged. `began` is when the server began to work on it.
    void forward_reply(Pending& pending, lsp::Frame& frame, Outcome outcome, Time began,
                       Turn& turn);
    /// Sends the server's reply, rewritten for the editor: a whole message.
    void send_reply(Pending& pending, std::string message, Outcome outcome, Turn& turn);
    /// Answers for the proxy itself with a result, raw JSON.
    void answer(Pending& pending, std::string_view result, Outcome outcome, Turn& turn);
    /// Answers for the proxy itself with an error.
    void fail(Pending& pending, lsp::ErrorCode code, std::string_view message, Outcome outcome,
              Turn& turn);

    /// Fills in the identity, the arrival and the document of a request.
    static void describe(const Pending& pending, TraceRecord& record);

    /// Logs each request that has waited for longer than its threshold. `busy_with` says what gopls
    /// is working on.
    void report_slow(const Fields& busy_with, Turn& turn);

  private:
    enum class Replier { kGopls, kProxy };
    static void record(const Pending& pending, Replier replier, Outcome outcome, Time began,
                       std::size_t reply_bytes, Turn& turn);
    static void trace(const Pending& pending, Replier replier, Outcome outcome, Time began,
                      std::size_t reply_bytes, Turn& turn);

    Methods methods_;
};

}  // namespace core
