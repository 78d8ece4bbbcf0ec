// Queries the kernel about sockets: sock_diag(7). Needs no privilege, and covers only the caller's
// network namespace.
//
// Linux only. Internal to the folder. Never throws on malformed content.
#pragma once

#include <linux/sock_diag.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>

namespace io {

class SockDiag {
  public:
    SockDiag();
    SockDiag(const SockDiag&) = delete;
    SockDiag& operator=(const SockDiag&) = delete;
    ~SockDiag();

    using Take = std::function<void(std::span<const std::byte>)>;
    /// Sends the request and calls `take` for each socket in the answer. With `all`, these are all
    /// matching sockets, else the one that `request` names.
    void ask(std::span<const std::byte> request, bool all, const Take& take) const;

  private:
    int fd_;
};

/// Returns a structure as the kernel wrote it; members that an older kernel leaves out are zero.
template <class T>
T read_as(std::span<const std::byte> bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), std::min(sizeof value, bytes.size()));
    return value;
}

/// Returns the value of an attribute behind a socket's description of `skipped` bytes; empty if it
/// is missing.
std::span<const std::byte> attribute_of(std::span<const std::byte> socket, std::size_t skipped,
                                        unsigned type);

}  // namespace io
