#include "io/stream.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <uv.h>

#include <array>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <utility>

#include "io/loop.hpp"
#include "io/memory.hpp"
#include "io/watcher.hpp"
#include "io/write_queue.hpp"

namespace io {

namespace {
// The bytes that libuv may hold, which drop_queue cannot take back.
constexpr std::size_t kMaxInFlightBytes = std::size_t{256} << 10;
constexpr std::size_t kMaxPieces = 16;
// A queue this long leaves holes in the heap that may never be filled again.
constexpr std::size_t kLongQueueBytes = std::size_t{8} << 20;
}  // namespace

// The handle is a pipe, terminal or socket. For a regular file it is an idle handle, which gives it
// a turn of the loop whenever there is something to do.
struct Stream::Node {
    uv_any_handle handle{};
    int file = -1;
    Stream* owner = nullptr;

    ReadHandler reader;
    bool reading = false;
    bool ended = false;
    const char* room_end = nullptr;  ///< of the latest room

    WriteQueue queue;
    bool was_long = false;  ///< since it last was empty
    uv_write_t request{};
    std::size_t in_flight_bytes = 0;
    int write_error = 0;
    bool write_error_told = false;
    bool closing_after_flush = false;
    std::function<void()> drained;
    std::function<void(int)> failed;

    uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&handle); }
    bool is_file() const { return file >= 0; }
    bool closing() { return uv_is_closing(reinterpret_cast<uv_handle_t*>(&handle)) != 0; }

    std::span<char> next_room();
    void end_reading(int error);
    void update_reading();
    void read_file();
    void file_turn();
    static void on_idle(uv_idle_t* idle) {
        guarded(idle->loop, [&] { static_cast<Node*>(idle->data)->file_turn(); });
    }
    std::size_t try_write(std::string_view bytes);
    void pump();
    void write_done(int status);
    void fail_writing(int error);
};

void Stream::Close::operator()(Node* node) const {
    if (node->file > STDERR_FILENO) ::close(node->file);
    close_node(node);
}

Stream::Stream(std::unique_ptr<Node, Close> node) : node_(std::move(node)) {
    node_->owner = this;
}

Stream::~Stream() = default;

boost::system::result<std::unique_ptr<Stream>> Stream::open(Loop& loop, int fd) {
    auto node = std::make_unique<Node>();
    const uv_handle_type type = uv_guess_handle(fd);
    int error = 0;
    // After a failed uv_*_init nothing is registered, so the node can simply be freed.
    switch (type) {
        case UV_TTY:
            error = uv_tty_init(loop.raw(), &node->handle.tty, fd, 0);
            if (error != 0) break;
            node->handle.handle.data = node.get();
            return std::unique_ptr<Stream>(
                new Stream(std::unique_ptr<Node, Close>(node.release())));
        case UV_NAMED_PIPE:
            error = uv_pipe_init(loop.raw(), &node->handle.pipe, 0);
            break;
        case UV_TCP:
            error = uv_tcp_init(loop.raw(), &node->handle.tcp);
            break;
        case UV_FILE:
            error = uv_idle_init(loop.raw(), &node->handle.idle);
            node->file = fd;
            break;
        default:
            error = UV_EBADF;
    }
    if (error != 0) {
        if (fd > STDERR_FILENO) ::close(fd);
        return boost::system::error_code(-error, boost::system::generic_category());
    }
    node->handle.handle.data = node.get();
    std::unique_ptr<Stream> stream(new Stream(std::unique_ptr<Node, Close>(node.release())));
    if (type == UV_NAMED_PIPE) error = uv_pipe_open(&stream->node_->handle.pipe, fd);
    if (type == UV_TCP) error = uv_tcp_open(&stream->node_->handle.tcp, fd);
    if (error != 0) {
        if (fd > STDERR_FILENO) ::close(fd);
        return boost::system::error_code(-error, boost::system::generic_category());
    }
    return stream;
}

// ---- reading

std::span<char> Stream::Node::next_room() {
    const std::span<char> room = reader.room();
    // The same end means the rest of a room that has been handled already.
    const char* const end = room.data() + room.size();
    if (std::exchange(room_end, end) != end) prefer_huge_pages(room);
    return room;
}

void Stream::Node::end_reading(int error) {
    reading = false;
    update_reading();
    if (std::exchange(ended, true)) return;
    reader.ended(error == UV_EOF ? 0 : error);
}

void Stream::Node::read_file() {
    const std::span<char> room = reader.room();
    const ssize_t n = ::read(file, room.data(), room.size());
    if (n > 0)
        reader.received(static_cast<std::size_t>(n));
    else if (n == 0)
        end_reading(0);
    else if (errno != EINTR)
        end_reading(-errno);
}

void Stream::Node::file_turn() {
    if (write_error != 0 && !write_error_told) fail_writing(write_error);
    if (reading && !closing()) read_file();
    if (!reading && !closing()) uv_idle_stop(&handle.idle);
}

void Stream::Node::update_reading() {
    if (is_file()) {
        if (!reading) return;  // the next turn sees it and stops by itself
        uv_idle_start(&handle.idle, on_idle);
        return;
    }
    if (!reading) {
        uv_read_stop(stream());
        return;
    }
    const int error = uv_read_start(
        stream(),
        [](uv_handle_t* h, std::size_t, uv_buf_t* out) {
            *out = uv_buf_init(nullptr, 0);  // no room: an error of the stream
            guarded(h->loop, [&] {
                const std::span<char> room = static_cast<Node*>(h->data)->next_room();
                *out = uv_buf_init(room.data(), static_cast<unsigned>(room.size()));
            });
        },
        [](uv_stream_t* s, ssize_t n, const uv_buf_t*) {
            auto* self = static_cast<Node*>(s->data);
            guarded(s->loop, [&] {
                if (n > 0) self->reader.received(static_cast<std::size_t>(n));
                if (n < 0) self->end_reading(static_cast<int>(n));
            });
        });
    // It fails if this is not a stream to read from, or is read already. The first shows as
    // silence, like the other end of a write-only pipe.
    (void)error;
}

void Stream::read_available() {
    uv_os_fd_t fd = -1;
    while (node_ && node_->reading && !node_->is_file() &&
           uv_fileno(&node_->handle.handle, &fd) == 0) {
        const std::span<char> room = node_->reader.room();
        const ssize_t n = ::read(fd, room.data(), room.size());
        if (n <= 0) return;  // nothing now, or the end, which the loop reports
        node_->reader.received(static_cast<std::size_t>(n));
    }
}

void Stream::start_reading(ReadHandler handler) {
    if (!node_) return;
    node_->reader = std::move(handler);
    resume_reading();
}

void Stream::pause_reading() {
    if (!node_ || !node_->reading) return;
    node_->reading = false;
    node_->update_reading();
}

void Stream::resume_reading() {
    if (!node_ || node_->reading || node_->ended || !node_->reader.room) return;
    node_->reading = true;
    node_->update_reading();
}

// ---- writing

std::size_t Stream::Node::try_write(std::string_view bytes) {
    if (is_file()) {
        std::size_t written = 0;
        while (written < bytes.size()) {
            const ssize_t n = ::write(file, bytes.data() + written, bytes.size() - written);
            if (n >= 0) {
                written += static_cast<std::size_t>(n);
            } else if (errno != EINTR) {
                write_error = -errno;
                uv_idle_start(&handle.idle, on_idle);
                return bytes.size();
            }
        }
        return written;
    }
    if (!queue.empty()) return 0;
    const uv_buf_t buffer =
        uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
    const int n = uv_try_write(stream(), &buffer, 1);
    // The queued write that follows reports the error again, from the loop.
    return n > 0 ? static_cast<std::size_t>(n) : 0;
}

void Stream::Node::pump() {
    if (in_flight_bytes > 0 || queue.empty() || closing()) return;
    std::array<std::string_view, kMaxPieces> pieces;
    const std::size_t count = queue.peek(pieces, kMaxInFlightBytes);
    std::array<uv_buf_t, kMaxPieces> buffers;
    for (std::size_t i = 0; i < count; ++i) {
        buffers[i] = uv_buf_init(const_cast<char*>(pieces[i].data()),
                                 static_cast<unsigned>(pieces[i].size()));
        in_flight_bytes += pieces[i].size();
    }
    const int error = uv_write(&request, stream(), buffers.data(), static_cast<unsigned>(count),
                               [](uv_write_t* r, int status) {
                                   auto* self = static_cast<Node*>(r->handle->data);
                                   guarded(r->handle->loop, [&] { self->write_done(status); });
                               });
    if (error != 0) {
        in_flight_bytes = 0;
        queue.truncate(0);
        write_error = error;
    }
}

void Stream::Node::write_done(int status) {
    const std::size_t done = std::exchange(in_flight_bytes, 0);
    if (closing()) return;
    if (status != 0) {
        fail_writing(status);
        return;
    }
    was_long = was_long || queue.size_bytes() >= kLongQueueBytes;
    queue.consume(done);
    pump();
    if (!queue.empty()) return;
    if (std::exchange(was_long, false)) give_back_memory();
    if (closing_after_flush) {
        owner->close();
        return;
    }
    if (drained) drained();
}

void Stream::Node::fail_writing(int error) {
    write_error = error;
    queue.truncate(0);
    if (std::exchange(write_error_told, true)) return;
    const bool close_now = closing_after_flush;
    if (failed) failed(error);
    if (close_now && !closing()) owner->close();
}

void Stream::write(std::string_view bytes) {
    if (!node_ || node_->write_error != 0 || node_->closing_after_flush) return;
    bytes.remove_prefix(node_->try_write(bytes));
    if (bytes.empty()) return;
    node_->queue.append_copy(bytes);
    node_->pump();
}

void Stream::write(std::string_view bytes, std::unique_ptr<char[]> owner) {
    if (!node_ || node_->write_error != 0 || node_->closing_after_flush) return;
    bytes.remove_prefix(node_->try_write(bytes));
    if (bytes.empty()) return;
    node_->queue.append_owned(bytes, std::move(owner));
    node_->pump();
}

std::size_t Stream::queued_bytes() const {
    return node_ ? node_->queue.size_bytes() : 0;
}

void Stream::on_drained(std::function<void()> callback) {
    if (node_) node_->drained = std::move(callback);
}

void Stream::on_write_error(std::function<void(int)> callback) {
    if (node_) node_->failed = std::move(callback);
}

void Stream::drop_queue() {
    if (node_) node_->queue.truncate(node_->in_flight_bytes);
}

void Stream::close() {
    node_.reset();
}

void Stream::close_after_flush() {
    if (!node_) return;
    node_->closing_after_flush = true;
    if (node_->queue.empty()) close();
}

void enlarge_pipe([[maybe_unused]] int fd) {
#if defined(F_SETPIPE_SZ)
    // Less than the maximum: all pipes of a user share a limit (pipe-user-pages-soft). Beyond it,
    // every new pipe of that user is only two pages large.
    ::fcntl(fd, F_SETPIPE_SZ, 256 << 10);
#endif
}

}  // namespace io
