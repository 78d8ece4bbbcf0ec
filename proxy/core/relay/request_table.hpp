// The only code that answers the editor's requests. A request leaves the table together with its
// one reply (docs/design.md, "One reply"). The reply is measured and sent in the same step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/turn.hpp"
#include "core/relay/methods.hpp"
#include "core/relay/pending.hpp"
#include "core/relay/slow_request.hpp"
#include "lsp/frame.hpp"
#include "lsp/message.hpp"

namespace core {

/// How a request ended.
struct Ending {
    Ending(Outcome how, std::optional<int> code = {}) : outcome(how), error_code(code) {}
    Outcome outcome;
    std::optional<int> error_code;  ///< of the reply, if it is an error
};

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
    void forward_reply(Pending& pending, lsp::Frame& frame, Ending ending, Time began, Turn& turn);
    /// Sends the server's reply, rewritten for the editor: a whole message.
    void send_reply(Pending& pending, std::string message, Ending ending, Turn& turn);
    /// Answers for the proxy itself with a result, raw JSON.
    void answer(Pending& pending, std::string_view result, Outcome outcome, Turn& turn);
    /// Answers for the proxy itself with an error.
    void fail(Pending& pending, lsp::ErrorCode code, std::string_view message, Outcome outcome,
              Turn& turn);

    /// Fills in the identity, the arrival and the document of a request.
    static void describe(const Pending& pending, const Turn& turn, TraceRecord& record);

    /// Counts each request that has become slow. Returns those that have waited for ten times their
    /// threshold, once. `head` is the head of gopls's queue, or empty.
    std::vector<const Pending*> report_slow(std::string_view head, Turn& turn);
    /// Requests that were replied to and may belong in the slow log.
    struct ForSlowLog {
        std::vector<SlowRequest> requests;
        std::size_t more = 0;  ///< beyond `SlowRequest::kMost`, those over their thresholds
    };
    /// Returns the requests of this turn that took long, and while the editor does not read, all.
    ForSlowLog take_for_slow_log() { return std::exchange(for_slow_log_, {}); }
    bool has_for_slow_log() const { return !for_slow_log_.requests.empty(); }
    /// Records whether the editor has read everything. If it has just fallen behind, with the
    /// output of the turn at `written`, the newest reply of that turn is for the slow log as well.
    void editor_reads(bool everything, Time written, const Turn& turn);

  private:
    enum class Replier { kGopls, kProxy };
    void record(Pending& pending, Replier replier, Ending ending, Time began,
                std::size_t reply_bytes, Turn& turn);
    void keep_for_slow_log(const Pending& pending, const Turn& turn);

    Methods methods_;
    Replied newest_;  ///< how the newest reply came about
    std::uint64_t newest_order_ = 0;
    bool newest_is_kept_ = false;  ///< for the slow log
    bool editor_behind_ = false;
    ForSlowLog for_slow_log_;
    /// The heads of gopls's queue when requests became slow, by `Pending::order`.
    std::unordered_map<std::uint64_t, std::string_view> heads_;
};

}  // namespace core
