// Parks gopls behind a proxy for the time of a deletion (docs/control.md, "The socket"): it is
// ended, and what its editor sends waits for the next one.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/clean/facts.hpp"
#include "cli/clean/stop.hpp"
#include "cli/control/client.hpp"

namespace cli::clean {

/// A proxy that was asked to park its gopls, and how that went.
struct Parked {
    int proxy_pid = 0;
    std::vector<std::string> folders = {};  ///< of the workspace
    /// Why gopls was not parked, or not started again; empty: it was.
    std::string problem = {};
    enum class End {
        kStarted,
        kStartedBefore,  ///< from its editor, or as the proxy waits for ten minutes at most
        kProxyEnded,     ///< with its editor's session, or it was killed
    };
    End end = End::kStarted;  ///< unless there is a problem
    /// From the start of the next gopls until it had loaded the workspace; nothing if that took
    /// too long to wait for.
    std::optional<std::chrono::milliseconds> loaded_after = {};
};

/// Returns the name in JSON: "started".
std::string_view name_of(Parked::End end);

/// Returns the proxies that can be asked, by pid.
std::set<int> can_park(const Facts& facts);

/// As long as it lives, gopls stays parked. If this process dies, the proxy notices, and starts a
/// gopls by itself.
class Parking {
  public:
    /// Blocks until gopls has ended, ten seconds at most.
    Parking(const SessionFacts& session, const Pause& pause);

    /// Starts the next gopls.
    void end();
    /// Blocks until it has loaded the workspace, a minute at most, or until `pause` returns false.
    void await_load(const Pause& pause);

    const Parked& result() const { return result_; }

  private:
    std::string socket_;
    std::optional<Connection> connection_;  ///< while there is anything to ask for
    std::chrono::steady_clock::time_point ended_;
    Parked result_;
};

}  // namespace cli::clean
