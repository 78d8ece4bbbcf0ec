// bench_relay: the blind relay, the baseline of the proxy. It starts the server named by its first
// argument and copies standard input to the server and the server's output back, on a libuv loop
// like the proxy's. It copies 64 KiB at a time and writes at once; if the reader has no room, it
// stops reading until the reader has. It parses nothing. It should be as fast as possible: a weak
// baseline flatters the proxy.
#include <fcntl.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace {

void check(const char* what, int uv_result) {
    if (uv_result >= 0) return;
    std::fprintf(stderr, "bench_relay: %s: %s\n", what, uv_strerror(uv_result));
    std::exit(1);
}

/// Copies one pipe to another. It reads nothing while a write waits for its reader, so that one
/// buffer is enough.
class Direction {
  public:
    void open(uv_loop_t* loop, int from, int to) {
        for (const auto& [pipe, fd] : {std::pair(&from_, from), std::pair(&to_, to)}) {
            ::fcntl(fd, F_SETPIPE_SZ, 256 << 10);  // as the proxy does
            check("uv_pipe_init", uv_pipe_init(loop, pipe, 0));
            check("uv_pipe_open", uv_pipe_open(pipe, fd));
        }
        from_.data = to_.data = pending_.data = this;
        read();
    }

    uv_loop_t* stop_at_end = nullptr;  ///< the loop to stop when the source ends, if any

  private:
    static Direction& of(void* data) { return *static_cast<Direction*>(data); }
    uv_stream_t* from() { return reinterpret_cast<uv_stream_t*>(&from_); }
    uv_stream_t* to() { return reinterpret_cast<uv_stream_t*>(&to_); }

    void read() {
        const auto room = [](uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
            auto& bytes = of(handle->data).buffer_;
            *buffer = uv_buf_init(bytes.data(), static_cast<unsigned>(bytes.size()));
        };
        const auto received = [](uv_stream_t* stream, ssize_t count, const uv_buf_t*) {
            if (count < 0) of(stream->data).end();
            if (count > 0) of(stream->data).write(static_cast<std::size_t>(count));
        };
        check("uv_read_start", uv_read_start(from(), room, received));
    }

    void write(std::size_t bytes) {
        uv_buf_t part = uv_buf_init(buffer_.data(), static_cast<unsigned>(bytes));
        const int written = uv_try_write(to(), &part, 1);
        if (written != UV_EAGAIN) check("write", written);
        const auto done = static_cast<unsigned>(std::max(written, 0));
        if (done == bytes) return;
        uv_read_stop(from());
        part = uv_buf_init(buffer_.data() + done, static_cast<unsigned>(bytes) - done);
        check("uv_write", uv_write(&pending_, to(), &part, 1, [](uv_write_t* request, int error) {
                  check("write", error);
                  of(request->data).read();
              }));
    }

    void end() {
        uv_close(reinterpret_cast<uv_handle_t*>(&from_), nullptr);
        uv_close(reinterpret_cast<uv_handle_t*>(&to_), nullptr);
        if (stop_at_end != nullptr) uv_stop(stop_at_end);
    }

    uv_pipe_t from_{};
    uv_pipe_t to_{};
    uv_write_t pending_{};
    std::array<char, std::size_t{64} << 10> buffer_{};
};

}  // namespace

int main(int argc, char* argv[]) {
    if (argc < 2) {
        std::fputs("usage: bench_relay SERVER [ARGUMENT]...\n", stderr);
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    uv_loop_t* const loop = uv_default_loop();
    std::array<uv_file, 2> input{};
    std::array<uv_file, 2> output{};
    check("pipe", uv_pipe(input.data(), 0, UV_NONBLOCK_PIPE));
    check("pipe", uv_pipe(output.data(), UV_NONBLOCK_PIPE, 0));

    std::array<uv_stdio_container_t, 3> stdio{};
    for (auto& each : stdio) each.flags = UV_INHERIT_FD;
    stdio[0].data.fd = input[0];
    stdio[1].data.fd = output[1];
    stdio[2].data.fd = STDERR_FILENO;
    uv_process_options_t options{};
    options.file = argv[1];
    options.args = argv + 1;
    options.stdio = stdio.data();
    options.stdio_count = static_cast<int>(stdio.size());
    uv_process_t server{};
    check(argv[1], uv_spawn(loop, &server, &options));
    ::close(input[0]);
    ::close(output[1]);

    static Direction to_server;
    static Direction to_editor;
    to_editor.stop_at_end = loop;
    to_server.open(loop, STDIN_FILENO, input[1]);
    to_editor.open(loop, output[0], STDOUT_FILENO);
    uv_run(loop, UV_RUN_DEFAULT);
    return 0;
}
