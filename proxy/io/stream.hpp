// A stream of bytes over a file descriptor: pipe, socket, terminal, or regular
// file (redirected stdin and stdout). Reads straight into the caller's memory,
// writes at once when it can, and queues what the other side does not take.
//
// It knows no messages and sets no limit: the caller watches `queued_bytes()`.
// Its rule: nothing here blocks, and no callback is made from inside a call.
#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace io {

class Loop;

/// Where a stream puts what it reads. All three are called from the loop; each may pause,
/// close or destroy the stream.
struct ReadHandler {
    /// Memory for the next read, never empty; stays valid until `received` or the next `room`.
    std::function<std::span<char>()> room;
    /// That many bytes of the room were filled, one or more.
    std::function<void(std::size_t bytes)> received;
    /// Called once: 0 for the end of the stream, else the libuv error (negative).
    std::function<void(int uv_error_or_0)> ended;
};

/// One end of a stream. Closed by its destructor, without waiting for its queue.
class Stream {
  public:
    /// Takes over `fd` (also when it fails). A pipe or socket becomes non-blocking; a terminal
    /// is opened anew so that it stays as it is for others; regular files and devices that
    /// cannot be waited for are read and written directly, in turns of the loop. The numbers
    /// 0, 1 and 2 are left open when the stream closes.
    static boost::system::result<std::unique_ptr<Stream>> open(Loop& loop, int fd);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void start_reading(ReadHandler handler);
    /// Holds at once, from inside `received` too.
    void pause_reading();
    void resume_reading();
    /// Reads now what is there already, without waiting: for a report that must not come before
    /// it. Does nothing while paused, and to files.
    void read_available();

    /// Writes in order. What cannot be written now is copied and follows by itself. Silently
    /// ignored once the stream is closed or has failed, or if it is not open for writing. `bytes`
    /// must not be the room of this stream's own reader.
    void write(std::string_view bytes);
    /// The same, but what is left is kept in `owner`, which `bytes` points into, not copied.
    void write(std::string_view bytes, std::unique_ptr<char[]> owner);

    /// Bytes accepted by `write` and not yet taken by the system.
    std::size_t queued_bytes() const;
    /// Called each time the queue has become empty after having held something.
    void on_drained(std::function<void()> callback);
    /// Called once with the libuv error (UV_EPIPE, …) that ended writing; the queue is gone.
    void on_write_error(std::function<void(int uv_error)> callback);
    /// Forgets what has not been handed to the system (up to 256 KiB may have been, and go
    /// on). The other side sees a message cut short: good only before `close`.
    void drop_queue();

    /// Closes now; no callback after this. The stream object stays usable as a closed one.
    void close();
    /// Closes when the queue is empty, now if it is, or when writing fails. Writes that follow
    /// are ignored.
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

/// Asks for a larger buffer in a pipe, 256 KiB; best effort, does nothing to other files.
void enlarge_pipe(int fd);

}  // namespace io
