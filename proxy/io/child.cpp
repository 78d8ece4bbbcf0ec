#include "io/child.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include <array>
#include <csignal>
#include <utility>

#include "io/loop.hpp"
#include "io/stream.hpp"
#include "io/watcher.hpp"

namespace io {

struct Child::Node {
    uv_process_t* process = nullptr;
    OnExit on_exit;
    bool running = false;
};

namespace {

// Both ends of the three standard pipes; closes those that were not handed over.
struct Pipes {
    std::array<uv_file, 3> ours{-1, -1, -1};
    std::array<uv_file, 3> theirs{-1, -1, -1};

    Pipes() = default;
    Pipes(const Pipes&) = delete;
    Pipes& operator=(const Pipes&) = delete;
    ~Pipes() {
        for (const uv_file fd : ours)
            if (fd >= 0) ::close(fd);
        for (const uv_file fd : theirs)
            if (fd >= 0) ::close(fd);
    }

    // Real pipes, blocking on the child's side. Measured with a server in Go: a small message and
    // its answer take 3.1 us; over a socket pair 4.6, with a non-blocking side 1.3 more. From 64
    // KiB on there is no difference.
    int make() {
        for (std::size_t i = 0; i < 3; ++i) {
            std::array<uv_file, 2> ends{-1, -1};
            const bool to_child = i == 0;
            const int error = uv_pipe(ends.data(), to_child ? 0 : UV_NONBLOCK_PIPE,
                                      to_child ? UV_NONBLOCK_PIPE : 0);
            if (error != 0) return error;
            ours[i] = to_child ? ends[1] : ends[0];
            theirs[i] = to_child ? ends[0] : ends[1];
            if (i < 2) enlarge_pipe(ours[i]);
        }
        return 0;
    }
};

SpawnError spawn_error(int uv_error, std::string_view what) {
    const boost::system::error_code code(-uv_error, boost::system::generic_category());
    return {code, "cannot start " + std::string(what) + ": " + code.message()};
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (const std::string& s : strings) result.push_back(const_cast<char*>(s.c_str()));
    result.push_back(nullptr);
    return result;
}

/// Returns the inode of the file; 0 if unknown.
std::uint64_t inode_of(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 ? status.st_ino : 0;
}

bool is_directory(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

void Child::Close::operator()(Node* node) const {
    uv_process_t* process = std::exchange(node->process, nullptr);
    const bool running = node->running;
    auto* handle = reinterpret_cast<uv_handle_t*>(process);
    if (running) {
        // Nobody waits for the process any more, but it still has to be reaped (see also loop.cpp).
        process->data = nullptr;
        uv_unref(handle);
    } else if (process != nullptr && !uv_is_closing(handle)) {
        uv_close(handle, [](uv_handle_t* h) { delete reinterpret_cast<uv_process_t*>(h); });
    }
    delete node;
}

Child::~Child() = default;

bool Child::running() const {
    return node_->running;
}

void Child::kill(int signal) {
    if (node_->running) uv_process_kill(node_->process, signal);
}

void Child::kill_group(int signal) {
    if (node_->running) ::kill(-pid_, signal);
}

boost::system::result<std::unique_ptr<Child>, SpawnError> Child::spawn(Loop& loop,
                                                                       const ChildOptions& options,
                                                                       OnExit on_exit) {
    const std::string& program = options.program;
    Pipes pipes;
    if (const int error = pipes.make(); error != 0) return spawn_error(error, program);

    std::vector<uv_stdio_container_t> files;
    const auto inherit = [&files](int fd, std::size_t as) {
        if (files.size() <= as) files.resize(as + 1, uv_stdio_container_t{UV_IGNORE, {}});
        files[as].flags = UV_INHERIT_FD;
        files[as].data.fd = fd;
    };
    for (std::size_t i = 0; i < pipes.theirs.size(); ++i) inherit(pipes.theirs[i], i);
    for (const int fd : options.inherited_fds) inherit(fd, static_cast<std::size_t>(fd));

    std::vector<std::string> arguments{options.argv0.empty() ? program : options.argv0};
    arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
    std::vector<char*> argv = pointers(arguments);
    std::vector<char*> environment = pointers(options.environment);

    uv_process_options_t request{};
    request.file = program.c_str();
    request.args = argv.data();
    request.env = environment.data();
    if (!options.working_directory.empty()) request.cwd = options.working_directory.c_str();
    request.flags = UV_PROCESS_DETACHED;
    request.stdio = files.data();
    request.stdio_count = static_cast<int>(files.size());
    request.exit_cb = [](uv_process_t* process, std::int64_t code, int signal) {
        auto* node = static_cast<Node*>(process->data);
        uv_close(reinterpret_cast<uv_handle_t*>(process),
                 [](uv_handle_t* h) { delete reinterpret_cast<uv_process_t*>(h); });
        if (node == nullptr) return;
        node->process = nullptr;
        node->running = false;
        // Moved out: the callback may destroy the child.
        const OnExit callback = std::move(node->on_exit);
        guarded(process->loop, [&] {
            if (callback) callback(static_cast<int>(code), signal);
        });
    };

    std::unique_ptr<Child> child(new Child());
    child->node_.reset(new Node{new uv_process_t{}, std::move(on_exit), false});
    child->node_->process->data = child->node_.get();
    if (const int error = uv_spawn(loop.raw(), child->node_->process, &request); error != 0) {
        const std::string& folder = options.working_directory;
        const bool no_folder = !folder.empty() && !is_directory(folder);
        return spawn_error(error, no_folder ? program + " in " + folder : program);
    }
    child->node_->running = true;
    child->pid_ = child->node_->process->pid;

    child->stdin_pipe_ = inode_of(pipes.ours[0]);
    child->stdout_pipe_ = inode_of(pipes.ours[1]);

    std::array<std::unique_ptr<Stream>*, 3> streams{&child->stdin_, &child->stdout_,
                                                    &child->stderr_};
    for (std::size_t i = 0; i < 3; ++i) {
        auto opened = Stream::open(loop, std::exchange(pipes.ours[i], -1));
        if (!opened) {
            child->kill(9);
            return SpawnError{opened.error(), "cannot connect to the pipes of " + program};
        }
        *streams[i] = std::move(*opened);
    }
    return child;
}

}  // namespace io
