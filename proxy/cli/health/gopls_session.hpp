// One gopls without an editor: its start, requests with time limits, its memory, and its end.
//
// Each wait runs the loop of this object, so that Ctrl-C is seen at once. Nothing that gopls
// started outlives the object, not even if this process is killed: a guardian ends it all then.
// Blocking, one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/client/conversation.hpp"
#include "app/environment.hpp"
#include "app/result.hpp"
#include "cli/health/load_progress.hpp"
#include "core/base/time.hpp"

namespace cli::health {

using app::throw_exception_from_error;

struct GoplsStart {
    std::string gopls;   ///< path of the program
    std::string folder;  ///< working folder, absolute
    app::Environment environment;
    nlohmann::json settings;  ///< the answer to `workspace/configuration`; null: none
};

/// How a wait ended.
enum class Waited { kDone, kTimedOut, kGoplsEnded, kInterrupted };

class GoplsSession {
  public:
    static boost::system::result<std::unique_ptr<GoplsSession>, app::Failure> start(
        const GoplsStart& start);
    /// Ends gopls.
    ~GoplsSession();
    GoplsSession(const GoplsSession&) = delete;
    GoplsSession& operator=(const GoplsSession&) = delete;

    /// Sends a request and returns its id.
    int request(std::string_view method, const nlohmann::json& params);
    void notify(std::string_view method, const nlohmann::json& params);
    /// Waits for the reply of a request.
    Waited wait_for_reply(int id, core::Duration limit);
    /// Waits until `done` is true, which is asked whenever gopls has written something.
    Waited wait_until(const std::function<bool()>& done, core::Duration limit);
    /// Removes a request and returns it, with its reply if that has come.
    app::client::Asked take(int id);

    const LoadProgress& load() const;
    /// Returns the time since gopls was started.
    core::Duration age() const;
    /// Returns the resident memory of gopls without its go commands; nothing where processes cannot
    /// be seen. Waits for the system's answer.
    std::optional<std::uint64_t> resident_bytes();
    /// Returns the most that was seen in samples of four a second.
    std::optional<std::uint64_t> peak_resident_bytes() const;
    bool was_interrupted() const;

    /// Ends gopls and all its children: by `shutdown` and `exit`, and by force if it does not obey.
    void close();
    /// The same, without asking: gopls writes its goroutines first (SIGQUIT).
    void dump_and_close();

    /// Returns the goroutines that `dump_and_close` has brought; empty without.
    std::string dump() const;
    /// Returns the last lines of its stderr.
    std::string stderr_tail() const;
    /// Returns how gopls ended by itself, as a clause: "exit code 2".
    std::string end_text() const;

  private:
    class Body;
    explicit GoplsSession(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

}  // namespace cli::health
