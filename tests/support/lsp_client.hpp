// A scripted editor: speaks LSP over pipes with a child process and records all of it.
//
// Its own small implementation, so that it can be the oracle for the proxy's. Nothing
// happens behind a test's back: it reads and writes only inside `pump` and the calls
// that wait. It never blocks in a write, unless it is told not to read.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/child_process.hpp"
#include "support/conformance.hpp"
#include "support/strict_frames.hpp"

namespace support {

class LspClient {
  public:
    /// Given the params of a server's request, the result; nothing leaves it unanswered.
    using Handler = std::function<std::optional<Json>(const Json& params)>;

    explicit LspClient(const ChildOptions& options);
    LspClient(const LspClient&) = delete;
    LspClient& operator=(const LspClient&) = delete;
    /// Closes the pipes, as an editor that dies does, and waits for the child; ends it by
    /// force in the end. A test that cares about the exit asks for it before.
    ~LspClient();

    // -- sending --
    /// Sends a request under the next number and returns its id.
    Json request(const std::string& method, const Json& params);
    /// Sends a request under an id of the test's choice (number or string).
    void request_as(const Json& id, const std::string& method, const Json& params);
    void notify(const std::string& method, const Json& params);
    void respond(const Json& id, const Json& result);
    void send_message(const Json& message);
    /// Bytes as they are, unframed. Invalid ones are not counted as requests.
    void send_raw(std::string_view bytes);

    // -- receiving --
    /// One round of reading and writing; waits at most `limit` for something to do.
    void pump(std::chrono::milliseconds limit = 10ms);
    /// Pumps until `condition` holds. Throws TestFailure, with the session's tail, if it does
    /// not in time or (unless `even_if_ended`) the child's output has ended before.
    void wait_until(const std::function<bool()>& condition, const std::string& what,
                    bool even_if_ended = false);
    /// The reply (whole message) to a request.
    const Json& await(const Json& id);
    /// The result of a request; an error reply fails.
    Json result(const Json& id);
    /// Request and result in one.
    Json call(const std::string& method, const Json& params);
    bool replied(const Json& id) const { return replies_.contains(id.dump()); }
    /// Replaces the answer to a server's request.
    void on_request(const std::string& method, Handler handler);
    /// Leaves every request of `method` unanswered until `respond`.
    void leave_unanswered(const std::string& method);
    /// For a session in which an event may take longer to come than `kGiveUp`.
    void give_up_after(std::chrono::seconds limit) { give_up_ = limit; }
    void pause_reading() { reading_ = false; }
    void resume_reading() { reading_ = true; }

    // -- looking back --
    /// All messages received, in order.
    const std::vector<Json>& received() const { return received_; }
    /// Those of a method: notifications and requests.
    std::vector<Json> received(const std::string& method) const;
    const std::vector<Json>& unanswered() const { return unanswered_; }
    /// Forgets what was received and all but the tail of the session, for one that lasts; replies
    /// are no longer found. Conformance goes on.
    void forget_received();
    const Conformance& conformance() const { return conformance_; }
    const std::string& stderr_text() const { return stderr_; }
    /// Bytes that were received and are no whole frame.
    std::string_view rest() const { return frames_.rest(); }

    // -- ending --
    /// `shutdown`, then `exit`; how the child ended.
    ExitStatus shut_down();
    void close_stdin();
    ExitStatus wait_for_exit();
    void kill(int signal) const { child_.kill(signal); }
    pid_t pid() const { return child_.pid(); }
    /// Throws TestFailure if the server broke the protocol, or if requests have no reply
    /// though `all_replied` is asked for.
    void expect_conforming(bool all_replied = true) const;
    /// What happened last, for a failure message.
    std::string tail() const;

  private:
    void read_output();
    void read_errors();
    void write_queued();
    void handle(const std::string& body);
    void answer(const Json& request);

    ChildProcess child_;
    std::string log_file_;
    bool ends_whole_ = true;
    StrictFrames frames_;
    Conformance conformance_;
    std::map<std::string, Handler> handlers_;
    std::vector<Json> received_;
    std::map<std::string, std::size_t> replies_;  ///< id's JSON text -> index in received_
    std::vector<Json> unanswered_;
    std::vector<std::string> log_;  ///< one line a message, both ways
    std::string out_;               ///< queued for the child
    std::size_t out_written_ = 0;
    std::string stderr_;
    long long next_id_ = 1;
    std::chrono::seconds give_up_ = kGiveUp;
    bool reading_ = true;
    bool output_ended_ = false;
    bool errors_ended_ = false;
    bool close_when_written_ = false;
};

}  // namespace support
