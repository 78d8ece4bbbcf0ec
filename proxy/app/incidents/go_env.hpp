// The go command's view of itself and the working folder: `go env -json`. It runs beside everything
// else and is ended after a few seconds, since it may hang like the go command that gopls waits
// for.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"
#include "app/gopls/server_process.hpp"
#include "io/background.hpp"
#include "io/loop.hpp"
#include "io/timer.hpp"

namespace app::incidents {

/// Its output, masked; or `{"error": …}`.
struct GoEnvAnswer {
    std::string json;
    std::string go_version;  ///< GOVERSION; empty if unknown
};

/// Returns the answer for a `go env -json` with this output, stderr text and success.
GoEnvAnswer read_go_env(std::string_view output, const std::string& errors, bool ended_well);

class GoEnv {
  public:
    using Done = std::function<void(const GoEnvAnswer&)>;

    /// All processes that it starts have `mark` in their environment, so that none is left behind.
    /// `idle` is called when none of them runs any more.
    GoEnv(io::Loop& loop, std::string mark, std::function<void()> idle);
    ~GoEnv();

    /// Starts it in the proxy's own folder. `done` is called once, even if the start failed or time
    /// was up; but not if one is running already, or after `stop`.
    void run(const Environment& environment, Done done);
    /// Ends the running command, drops its callback, and starts nothing more.
    void stop();
    bool running() const { return process_ != nullptr; }

  private:
    void start(const std::string& go, const Environment& environment, Done done);
    void answer(bool ended_well);
    void ended();

    io::Loop& loop_;
    std::string mark_;
    std::function<void()> idle_;
    Done done_;
    std::unique_ptr<ServerProcess> process_;
    std::unique_ptr<ServerProcess> gone_;  ///< until its own callback has returned
    std::string output_;
    std::vector<char> room_;
    bool looking_ = false;  ///< for the go command
    bool stopped_ = false;
    io::Timer time_up_;
    io::Timer let_go_;
    io::Background background_;
};

}  // namespace app::incidents
