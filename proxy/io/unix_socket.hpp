// Unix-domain stream sockets between processes of one user, found by a path.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "io/acceptor.hpp"
#include "io/result.hpp"

namespace io {

class Loop;

/// Accepts connections from processes of this user. Destroying it closes the socket and removes
/// its path.
class UnixListener {
  public:
    /// Listens at `path`, in a folder that only this user can enter, and replaces a socket there
    /// to which nobody listens any more. `accepted` receives each connection as a descriptor, which
    /// it owns. A peer of another user is refused (SO_PEERCRED, getpeereid).
    static boost::system::result<std::unique_ptr<UnixListener>> open(
        Loop& loop, const std::string& path, std::function<void(int fd)> accepted);
    ~UnixListener();
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;

  private:
    UnixListener(std::unique_ptr<Acceptor> acceptor, std::string path)
        : acceptor_(std::move(acceptor)), path_(std::move(path)) {}
    std::unique_ptr<Acceptor> acceptor_;
    std::string path_;
};

/// Connects to a listener and returns the descriptor, which the caller owns. Never waits.
/// `connection_refused` means that nobody listens any more, `resource_unavailable_try_again` that
/// the listener accepts no connections: it hangs.
boost::system::result<int> connect_unix(const std::string& path);

/// Writes `line` and a line end to a connected socket, and returns the first line of the answer.
/// Blocks for at most `patience`; `timed_out` if the answer is not complete by then.
boost::system::result<std::string> ask_line(int fd, std::string line,
                                            std::chrono::milliseconds patience);

}  // namespace io
