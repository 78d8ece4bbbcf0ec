// Questions to the kernel about sockets: sock_diag(7). Needs no privilege, and tells only of the
// network namespace that the question comes from.
//
// Linux only. Internal to the folder. Never throws on what it reads.
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
    /// Asks and calls `take` for each socket of the answer. `all`: every socket that fits, else
    /// the one that `request` names.
    void ask(std::span<const std::byte> request, bool all, const Take& take) const;

  private:
    int fd_;
};

/// A structure as the kernel wrote it; what an older one leaves out is zero.
template <class T>
T read_as(std::span<const std::byte> bytes) {
    T value{};
    std::memcpy(&value, bytes.data(), std::min(sizeof value, bytes.size()));
    return value;
}

/// The value of an attribute among those that follow a socket's description of `skipped` bytes;
/// empty if it is not there.
std::span<const std::byte> attribute_of(std::span<const std::byte> socket, std::size_t skipped,
                                        unsigned type);

}  // namespace io
