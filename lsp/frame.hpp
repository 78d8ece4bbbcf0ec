// Framing of the base protocol: a push parser over its own read buffer.
//
// Bytes are read straight into `prepare()`; whole frames come out as ranges of
// that same memory, header block included, so that they can be forwarded as
// they were received. Pure: no I/O, no clock. It never throws on input.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lsp/result.hpp"

namespace lsp {

/// Memory that is not zeroed when made; large frames carry theirs with them.
using Buffer = std::unique_ptr<char[]>;

/// One message as it was received.
struct Frame {
    /// The forwarded bytes: header block, blank line and body.
    std::string_view bytes;
    /// The content part, `Content-Length` bytes.
    std::string_view body;
    /// Set for a large frame: owns what the views point into. For a small one
    /// the views are ranges of the reader's buffer and hold until `prepare()`.
    Buffer owner;
    /// A field that is Content-Length by the protocol ("content-length"), and not to gopls, which
    /// ends at such a header block.
    bool misspelled = false;
};

/// The same message, in memory of its own, behind the header block that gopls reads.
Frame respelled(const Frame& frame);

/// The front of a large frame, as far as it was received.
struct PartialFrame {
    std::string_view bytes;  ///< header block first
    std::string_view body;   ///< the content part as far as it has come
};

/// Why a stream is no longer a stream of frames.
/// (LSP 3.17, "Base Protocol", header part.)
enum class FrameError {
    kNoLength = 1,    ///< the header block ended without Content-Length
    kBadLength,       ///< a minus, hex, blanks inside, non-digits, empty
    kBodyTooLarge,    ///< over the reader's limit, or more than there is memory for
    kHeaderTooLarge,  ///< header block over `kMaxHeaderBytes`
    kBadHeader,       ///< a header line without a colon
};

/// One sentence for a log line, with the offending value where there is one.
std::string describe(FrameError error, std::string_view detail);

/// Splits a stream into frames. Field names in any case, CRLF or LF, other
/// fields (`Content-Type`) accepted, any split of the input. Of two lengths the last counts, and
/// one may have a plus (gopls v0.23.0, internal/jsonrpc2/stream.go, `headerStream.Read`).
class FrameReader {
  public:
    static constexpr std::size_t kDefaultMaxBodyBytes = std::size_t{256} << 20;
    static constexpr std::size_t kMaxHeaderBytes = 1 << 20;
    /// A large frame gets memory of its own, which moves out with it.
    static constexpr std::size_t kOwnBufferBytes = 128 << 10;

    /// A frame of `large_bytes` or more, `kOwnBufferBytes` at most, is a large one.
    explicit FrameReader(std::size_t max_body_bytes = kDefaultMaxBodyBytes,
                         std::size_t large_bytes = kOwnBufferBytes);

    /// Room for the next read, never empty. Invalidates frames without an owner.
    std::span<char> prepare();
    /// `n` bytes of the prepared room were filled.
    void commit(std::size_t n);
    /// For callers that already hold the bytes (tests, the gate): prepare, copy, commit.
    /// Invalidates frames without an owner.
    void append(std::string_view bytes);

    /// The next whole frame, nothing when more bytes are needed, or an error.
    /// After an error the reader stays failed: the stream has lost its framing.
    boost::system::result<std::optional<Frame>, FrameError> next();

    /// The large frame that is being received, once `next()` has returned nothing; its views hold
    /// until `prepare()`. Each call gives the same frame from its beginning, until `next()` does.
    std::optional<PartialFrame> partial() const;

    /// The offending header text of the error that `next()` returned, for `describe`.
    const std::string& error_detail() const { return error_detail_; }
    /// Bytes received and not yet handed out; non-zero at end of stream = a cut frame.
    std::size_t buffered_bytes() const;
    /// Those bytes, once `next()` has returned nothing or an error. After an error this is
    /// how a plain pipe goes on: each `prepare()` drops them, each `commit()` brings the next.
    std::string_view unread() const;

  private:
    /// The header block at `begin_`, as far as it is parsed.
    struct Head {
        std::size_t parsed_bytes = 0;  ///< whole lines only
        std::size_t body_bytes = 0;
        bool has_length = false;
        bool complete = false;
        bool misspelled = false;
        std::size_t searched_bytes = 0;  ///< for the end of the line behind those
        std::size_t frame_bytes() const { return parsed_bytes + body_bytes; }
    };
    /// A frame that is being received into memory of its own.
    struct Large {
        Buffer memory;
        std::size_t header_bytes = 0;
        std::size_t size = 0;
        std::size_t filled = 0;
        bool misspelled = false;
    };

    bool filling_large() const { return large_.filled < large_.size; }
    bool start_large();
    Frame take_large();
    std::span<char> small_room();
    void move_to(std::size_t capacity);
    bool parse_usual_header();
    void parse_header();
    void parse_field(std::string_view line);
    void fail(FrameError error, std::string_view detail);

    std::size_t max_body_bytes_;
    std::size_t large_bytes_;
    Buffer small_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;  ///< of what was not handed out yet, in `small_`
    std::size_t end_ = 0;
    Head head_;
    Large large_;  ///< its bytes come before those of `small_`
    std::optional<FrameError> error_;
    std::string error_detail_;
};

}  // namespace lsp
