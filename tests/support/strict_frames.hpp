// A strict reader of the base protocol, for what a server writes.
//
// It is an oracle: it shares no code with lsp/frame, accepts only what every editor
// accepts, and reports each error exactly. It is not fast.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace support {

/// `body` as a frame.
std::string framed(std::string_view body);

class StrictFrames {
  public:
    void append(std::string_view bytes) { buffer_.append(bytes); }
    /// The body of the next whole frame. Throws TestFailure on anything that is not a
    /// frame with exactly `Content-Length: <digits>` (and perhaps `Content-Type: …`).
    std::optional<std::string> next();
    bool in_frame() const { return in_body_ || !rest().empty(); }
    /// Bytes that belong to no whole frame (yet).
    std::string_view rest() const { return std::string_view(buffer_).substr(consumed_); }

  private:
    std::size_t header_end();
    std::size_t length_in(std::string_view header) const;

    std::string buffer_;
    std::size_t consumed_ = 0;
    std::size_t body_bytes_ = 0;
    bool in_body_ = false;
};

}  // namespace support
