// A stream of bytes over a file descriptor: a pipe, socket, terminal, or regular file (redirected
// stdin and stdout). It reads straight into the caller's memory, writes at once when it can, and
// queues the rest.
//
// It has no notion of messages and sets no limit: the caller watches `queued_bytes()`. No call
// blocks, and no callback is called from inside a call.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace io {

class Loop;

/// Receives the bytes that a stream reads. All three are called from the loop; each may pause,
/// close or destroy the stream.
struct ReadHandler {
    /// Returns memory for the next read, never empty. It must stay valid until `received` or the
    /// next `room`.
    std::function<std::span<char>()> room;
    /// The first `bytes` of the room were filled, one or more.
    std::function<void(std::size_t bytes)> received;
    /// Called once: with 0 at the end of the stream, else with the libuv error (negative).
    std::function<void(int uv_error_or_0)> ended;
};

/// One end of a stream. The destructor closes it without flushing its queue.
class Stream {
  public:
    /// Takes ownership of `fd`, even if it fails. A pipe or socket becomes non-blocking. A terminal
    /// is reopened, so that it does not change for others. Regular files, and devices that cannot
    /// be polled, are read and written directly, in turns of the loop. The descriptors 0, 1 and 2
    /// stay open when the stream closes.
    static boost::system::result<std::unique_ptr<Stream>> open(Loop& loop, int fd);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void start_reading(ReadHandler handler);
    /// Takes effect at once, even from inside `received`.
    void pause_reading();
    void resume_reading();
    /// Reads the bytes available now, without waiting, so that they come before a report about to
    /// follow. Does nothing while paused, or for files.
    void read_available();

    /// Writes in order. Bytes that cannot be written now are copied and written later. Does nothing
    /// once the stream is closed or has failed, or if it is not open for writing. `bytes` must not
    /// be the room of this stream's own reader.
    void write(std::string_view bytes);
    /// The same, but keeps the rest in `owner`, which `bytes` points into, instead of copying it.
    void write(std::string_view bytes, std::unique_ptr<char[]> owner);

    /// Returns the bytes accepted by `write` and not yet written to the system.
    std::size_t queued_bytes() const;
    /// Calls back each time the queue has become empty after having held something.
    void on_drained(std::function<void()> callback);
    /// Calls back once with the libuv error (UV_EPIPE, …) that ended writing; the queue is dropped.
    void on_write_error(std::function<void(int uv_error)> callback);
    /// Drops queued bytes that the system does not have yet (up to 256 KiB may still be written).
    /// The other side sees a truncated message, so only `close` should follow.
    void drop_queue();

    /// Closes now; no callback is called afterwards. The object stays usable as a closed stream.
    void close();
    /// Closes once the queue is empty, now if it is, or when writing fails. Ignores further writes.
    void close_after_flush();
    bool is_open() const { return node_ != nullptr; }

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    explicit Stream(std::unique_ptr<Node, Close> node);
    std::unique_ptr<Node, Close> node_;
};

/// Asks for a pipe buffer of 256 KiB. Best effort; does nothing for other files.
void enlarge_pipe(int fd);

}  // namespace io
