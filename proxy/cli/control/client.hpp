// Asks the running proxies of this user, through their control sockets.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "app/control/protocol.hpp"
#include "app/environment.hpp"

namespace cli {

/// A session that was asked.
struct Session {
    int pid = 0;
    std::filesystem::path socket;
    boost::system::result<app::control::Json, app::control::Refusal> reply;
};

/// Sends the command to every running proxy, to all at once, and returns the answers by pid.
/// Removes sockets to which nobody listens any more. Blocks for as long as the slowest one takes,
/// a few seconds at most.
std::vector<Session> ask_all(const app::Environment& environment, app::control::Command command);

/// The same for one proxy. Returns nothing if it has ended, and removes its socket.
std::optional<Session> ask_if_listening(const std::filesystem::path& socket,
                                        app::control::Command command);

/// Returns the answer of the proxy at `socket`. Blocks for as long as it takes.
boost::system::result<app::control::Json, app::control::Refusal> ask(
    const std::filesystem::path& socket, app::control::Command command);

/// A connection for several requests.
class Connection {
  public:
    static boost::system::result<Connection, app::control::Refusal> open(
        const std::filesystem::path& socket);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    /// Sends the request and returns the result. Blocks for a few seconds at most. The code
    /// "no_answer" means that the proxy is gone or stopped, "session_hangs" that only its socket
    /// answers.
    boost::system::result<app::control::Json, app::control::Refusal> ask(
        app::control::Command command);
    boost::system::result<app::control::Json, app::control::Refusal> ask(
        const app::control::TraceRequest& request);
    boost::system::result<app::control::Json, app::control::Refusal> ask(
        const app::control::DashboardRequest& request);

  private:
    explicit Connection(int fd) : fd_(fd) {}
    int fd_;
};

}  // namespace cli
