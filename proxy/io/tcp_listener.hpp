// A listener for TCP connections from this machine.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "io/acceptor.hpp"
#include "io/result.hpp"

namespace io {

class Loop;

/// Returns a new socket for TCP that children do not inherit. -1 with `errno` if there is none.
int new_tcp_socket(int family);

/// Accepts connections at a port of the loopback, which other machines cannot reach. Destroying it
/// closes the socket.
class TcpListener {
  public:
    /// Listens at 127.0.0.1, or at ::1. Port 0 is any free port. `accepted` receives each
    /// connection as a descriptor, which it owns. Children inherit neither.
    static boost::system::result<std::unique_ptr<TcpListener>> open(
        Loop& loop, bool is_v6, std::uint16_t port, std::function<void(int fd)> accepted);
    /// Returns the port in use.
    std::uint16_t port() const { return port_; }

  private:
    TcpListener(std::unique_ptr<Acceptor> acceptor, std::uint16_t port)
        : acceptor_(std::move(acceptor)), port_(port) {}
    std::unique_ptr<Acceptor> acceptor_;
    std::uint16_t port_;
};

}  // namespace io
