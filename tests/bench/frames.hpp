// Content-Length frames for the two ends of the bench: reading them from one buffer without
// copying, and writing bytes to a descriptor.
//
// They share no code with the proxy, which they measure. They trust their peer and accept only the
// header that the bench's peers send.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Ends a run: a relay breaks, hangs or answers wrongly.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads a stream of frames. The views it returns are valid until the next fill().
class FrameBuffer {
  public:
    explicit FrameBuffer(std::size_t capacity_bytes) : buffer_(capacity_bytes) {}

    /// Returns the body of the next whole frame in the buffer, or nothing. Throws Failure on a
    /// malformed frame.
    std::optional<std::string_view> next();

    /// Reads once, as much as fits. Returns false at the end of the stream.
    bool fill(int fd);

  private:
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t body_at_ = 0;  ///< start of the body after begin_; 0: header not yet seen
    std::size_t body_bytes_ = 0;
};

/// Writes all bytes, waiting for a slow reader. Throws Failure when there is no reader.
void write_all(int fd, std::string_view bytes);

/// Does the same for three consecutive parts, in one write if possible.
void write_all(int fd, std::string_view head, std::string_view middle, std::string_view tail);

/// Returns the message with its header.
std::string framed(std::string_view body);

}  // namespace bench
