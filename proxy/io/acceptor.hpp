// Accepts the connections to a listening socket.
#pragma once

#include <boost/system/result.hpp>
#include <functional>
#include <memory>

#include "io/result.hpp"
#include "io/timer.hpp"

namespace io {

class Loop;

/// Returns the next connection to a listening socket, which children do not inherit. -1 with
/// `errno` if there is none.
int accept_from(int listener);

/// Accepts until it is destroyed, which closes the socket. While the system has no descriptor for a
/// connection, it pauses.
class Acceptor {
  public:
    /// Takes ownership of `fd`, also if it fails: a listening socket, which becomes non-blocking.
    /// `accepted` receives each connection as a descriptor that children do not inherit, and owns
    /// it.
    static boost::system::result<std::unique_ptr<Acceptor>> open(
        Loop& loop, int fd, std::function<void(int fd)> accepted);
    ~Acceptor();
    Acceptor(const Acceptor&) = delete;
    Acceptor& operator=(const Acceptor&) = delete;

  private:
    struct Node;
    Acceptor(Loop& loop, Node* node);
    void accept_all();
    Node* node_;   ///< freed by libuv's close callback
    Timer pause_;  ///< runs while the system has no descriptor
};

}  // namespace io
