// inotify instead of libuv's uv_fs_event, whose queue cannot be read outside of its turn. Also,
// only the loop's thread can begin its watches, and a file system that hangs would stop that
// thread.
#if defined(__linux__)

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "io/folder_watches.hpp"
#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {
namespace {

constexpr std::uint32_t kMask = IN_CREATE | IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_DELETE |
                                IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF |
                                IN_ONLYDIR;

class Inotify {
  public:
    Inotify() : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), error_(fd_ < 0 ? errno : 0) {}
    Inotify(const Inotify&) = delete;
    Inotify& operator=(const Inotify&) = delete;
    ~Inotify() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

    boost::system::result<int> add(const std::string& folder) const {
        if (fd_ < 0) return error(error_);
        const int id = ::inotify_add_watch(fd_, folder.c_str(), kMask);
        if (id < 0) return error(errno);
        return id;
    }

  private:
    static boost::system::error_code error(int number) {
        return {number, boost::system::generic_category()};
    }
    int fd_;
    int error_;
};

}  // namespace

struct FolderWatches::Node {
    uv_poll_t handle{};
    // Shared with work in other threads, which may outlast the loop.
    std::shared_ptr<const Inotify> inotify = std::make_shared<const Inotify>();
    OnEvents on_events;
    bool registered = false;  ///< whether the loop watches it

    void read_events();
};

void FolderWatches::Node::read_events() {
    std::vector<Event> events;
    // Not zeroed: it is read for each request on a file that is not open.
    alignas(inotify_event) std::array<char, std::size_t{16} << 10> buffer;
    while (inotify->fd() >= 0) {
        const ssize_t size = ::read(inotify->fd(), buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            inotify_event event;
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* name = buffer.data() + at + sizeof event;
            at += sizeof event + event.len;
            if ((event.mask & IN_Q_OVERFLOW) != 0) {
                events.push_back({});
            } else {
                events.push_back({event.wd, event.len > 0 ? name : "",
                                  event.len == 0 || (event.mask & IN_ISDIR) != 0});
            }
        }
    }
    if (events.empty()) return;
    // The callback may destroy this object.
    const OnEvents call = on_events;
    call(events);
}

void FolderWatches::Close::operator()(Node* node) const {
    if (node->registered) {
        close_node(node);
    } else {
        delete node;
    }
}

FolderWatches::FolderWatches(Loop& loop, OnEvents on_events) : node_(new Node) {
    node_->on_events = std::move(on_events);
    watcher_ = [inotify = node_->inotify](const std::string& folder) {
        return inotify->add(folder);
    };
    if (node_->inotify->fd() < 0) return;
    if (uv_poll_init(loop.raw(), &node_->handle, node_->inotify->fd()) != 0) return;
    node_->registered = true;
    node_->handle.data = node_.get();
    uv_poll_start(&node_->handle, UV_READABLE, [](uv_poll_t* handle, int, int) {
        guarded(handle->loop, [&] { static_cast<Node*>(handle->data)->read_events(); });
    });
}

FolderWatches::~FolderWatches() = default;

void FolderWatches::forget(Id folder) {
    // Fails if the folder is gone, and its watch with it.
    if (node_->inotify->fd() >= 0) ::inotify_rm_watch(node_->inotify->fd(), folder);
}

void FolderWatches::deliver() {
    node_->read_events();
}

}  // namespace io

#endif
