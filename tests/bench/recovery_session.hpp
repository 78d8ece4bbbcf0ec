// One editor's session of the recovery bench, with gopls itself or through the proxy as users have
// it, and the moments that are measured: on the bench's clock, those in the proxy's log too.
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

    /// Starts the program and opens the workspace; waits for nothing but the reply to initialize.
    /// `changes` are made to the sandbox's environment.
    RecoverySession(const support::Sandbox& sandbox, const Workspace& workspace, Through through,
                    const support::Environment& changes = {});

    /// Asks; the id.
    support::Json send_question();
    /// Waits for the answer, and that it is right.
    void await_answer(const support::Json& id);
    void ask() { await_answer(send_question()); }
    /// The server has loaded: it has answered and said what it thinks of the file.
    void settle();
    pid_t gopls() const;
    /// In good order, which without the proxy takes gopls until it has finished its work.
    void finish();
    /// At once: for what is over with the answer.
    void abandon();

    support::Editor& editor() { return *editor_; }
    Clock::time_point started() const { return started_; }
    Clock::time_point initialized() const { return initialized_; }  ///< as the editor saw it
    /// When the first such event was logged, to a millisecond. What is logged may come behind what
    /// the editor sees: all of it is there after finish().
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
