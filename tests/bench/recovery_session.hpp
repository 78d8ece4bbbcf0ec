// An editor's session of the recovery bench, with gopls itself or through the proxy with default
// settings. Its moments, including those in the proxy's log, are on the bench's clock.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "bench/recovery_workspace.hpp"
#include "support/logged.hpp"

namespace bench {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

class RecoverySession {
  public:
    enum class Through { kNothing, kProxy };

    /// Starts the program, waits for the reply to initialize, and opens the workspace. `changes`
    /// are applied to the sandbox's environment.
    RecoverySession(const support::Sandbox& sandbox, const Workspace& workspace, Through through,
                    const support::Environment& changes = {});

    /// Sends the request and returns its id.
    support::Json send_question();
    /// Waits for the answer and checks it.
    void await_answer(const support::Json& id);
    void ask() { await_answer(send_question()); }
    /// Waits until the server has loaded: it has answered and published diagnostics of the file.
    void settle();
    pid_t gopls() const;
    /// Ends the session with shutdown and exit. Without the proxy, this waits until gopls has
    /// finished its work.
    void finish();
    /// Kills the session at once, for a case that is over with the answer.
    void abandon();

    support::Editor& editor() { return *editor_; }
    Clock::time_point started() const { return started_; }
    Clock::time_point initialized() const {
        return initialized_;
    }  ///< when the editor got the reply
    /// Returns when the first such event was logged, to a millisecond. Events may be logged after
    /// the editor sees their effect; after finish() the log is complete.
    std::optional<Clock::time_point> logged(const support::Logged& wanted) const;

  private:
    const support::Sandbox& sandbox_;
    const Workspace& workspace_;
    std::filesystem::path log_;
    Clock::time_point started_;
    Clock::time_point initialized_;
    std::unique_ptr<support::Editor> editor_;
};

}  // namespace bench
