// Content-Length frames for the bench's own two ends: reading them out of one buffer without
// copying, and writing bytes to a descriptor.
// Not the proxy's framing: what measures must not share code with what is measured. It trusts its
// peer and takes only the one header that the bench's peers send.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// What ends a run: a relay that breaks, hangs or answers wrongly.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads a stream of frames. Views that it gave are valid until the next fill().
class FrameBuffer {
  public:
    explicit FrameBuffer(std::size_t capacity_bytes) : buffer_(capacity_bytes) {}

    /// The body of the next whole frame in the buffer. Throws Failure on what is no frame.
    std::optional<std::string_view> next();

    /// Reads once, as much as there is room for. False at the end of the stream.
    bool fill(int fd);

  private:
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t body_at_ = 0;  ///< where the body starts behind begin_; 0: header not yet seen
    std::size_t body_bytes_ = 0;
};

/// Writes all, waiting where the reader is slow. Throws Failure when there is no reader.
void write_all(int fd, std::string_view bytes);

/// The same for three parts in a row, at best by one write.
void write_all(int fd, std::string_view head, std::string_view middle, std::string_view tail);

/// The message with its header.
std::string framed(std::string_view body);

}  // namespace bench
