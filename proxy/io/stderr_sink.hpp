// The proxy's own standard error. Never waits for its reader.
//
// It does not change the shared file description (no O_NONBLOCK on somebody else's terminal).
// Unread output is queued up to a limit, then dropped and counted.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "io/ordered.hpp"
#include "io/timer.hpp"
#include "io/write_queue.hpp"

namespace io {

class Loop;

/// Writes to a descriptor that it does not own.
class StderrSink {
  public:
    static constexpr std::size_t kMaxQueuedBytes = std::size_t{1} << 20;

    explicit StderrSink(Loop& loop, int fd = 2);
    /// Tries once more to write the queue. Waits for nothing but the disk of a regular file.
    ~StderrSink();
    StderrSink(const StderrSink&) = delete;
    StderrSink& operator=(const StderrSink&) = delete;

    /// Writes in order, at once if possible. A write that does not fit is dropped as a whole.
    void write(std::string_view bytes);

    std::size_t queued_bytes() const { return queue_.size_bytes() + *aside_bytes_; }
    /// Returns the bytes dropped so far: for lack of room, or because the reader is gone for good.
    std::uint64_t dropped_bytes() const { return dropped_bytes_; }

  private:
    enum class Way {
        kDirect,  ///< a non-blocking file description
        kAside,   ///< a regular file, written by another thread because its disk may hang
        kSocket,  ///< a socket: send(MSG_DONTWAIT)
        kPolled,  ///< shared and blocking: written in small pieces when poll() allows it
        kDead,    ///< closed, or the reader is gone
    };
    void choose_way(int fd);
    long write_some(std::string_view bytes);
    void pump();

    Way way_ = Way::kDead;
    int fd_ = -1;
    bool owns_fd_ = false;
    WriteQueue queue_;
    std::uint64_t dropped_bytes_ = 0;
    std::chrono::nanoseconds pause_{0};
    Timer retry_;
    std::shared_ptr<std::atomic<std::size_t>> aside_bytes_;  ///< shared with the writing thread
    std::optional<Ordered> aside_;
};

/// Writes a line to standard error before there is a loop; drops what cannot be written at once.
void say(std::string_view line);

}  // namespace io
