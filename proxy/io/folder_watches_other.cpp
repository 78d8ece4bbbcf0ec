// For systems without inotify: libuv's own watches, begun by the loop in its next turn.
#if !defined(__linux__)

#include <sys/stat.h>

#include <compare>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

#include "io/folder_watches.hpp"
#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {
namespace {

struct Watch {
    uv_fs_event_t handle{};
    FolderWatches::Id id = 0;
    const FolderWatches::OnEvents* on_events = nullptr;
};

/// Distinguishes a folder from others, including an earlier one at the same path.
struct Folder {
    std::uint64_t device = 0, inode = 0;
    std::int64_t born_seconds = 0, born_nanoseconds = 0;
    friend auto operator<=>(const Folder&, const Folder&) = default;
};

/// Identifies the folder that has this path now. Blocks.
boost::system::result<Folder> folder_at(const std::string& path) {
    uv_fs_t request{};
    const int error = uv_fs_stat(nullptr, &request, path.c_str(), nullptr);
    const uv_stat_t found = request.statbuf;
    uv_fs_req_cleanup(&request);
    if (error != 0) return boost::system::error_code(-error, boost::system::generic_category());
    if ((found.st_mode & S_IFMT) != S_IFDIR) {
        return make_error_code(boost::system::errc::not_a_directory);
    }
    return Folder{found.st_dev, found.st_ino, found.st_birthtim.tv_sec, found.st_birthtim.tv_nsec};
}

/// Folders that other threads have asked to watch.
struct Wanted {
    std::mutex mutex;
    std::map<Folder, FolderWatches::Id> ids;
    std::vector<std::pair<FolderWatches::Id, std::string>> new_ones;
    FolderWatches::Id last_id = 0;
    uv_async_t* wake = nullptr;  ///< null once the loop is gone
};

}  // namespace

struct FolderWatches::Node {
    uv_async_t handle{};
    // Shared with work in other threads, which may outlast the loop.
    std::shared_ptr<Wanted> wanted = std::make_shared<Wanted>();
    OnEvents on_events;
    std::map<Id, Watch*> watches;

    void begin_new();
};

void FolderWatches::Node::begin_new() {
    const std::lock_guard lock(wanted->mutex);
    for (const auto& [id, folder] : std::exchange(wanted->new_ones, {})) {
        auto* watch = new Watch{.id = id, .on_events = &on_events};
        uv_fs_event_init(handle.loop, &watch->handle);
        watch->handle.data = watch;
        watches[id] = watch;
        uv_fs_event_start(
            &watch->handle,
            [](uv_fs_event_t* event, const char* name, int, int) {
                const auto* self = static_cast<Watch*>(event->data);
                const OnEvents call = *self->on_events;
                guarded(event->loop, [&] {
                    call({{self->id, name != nullptr ? name : "", true}});
                });
            },
            folder.c_str(), 0);
    }
}

void FolderWatches::Close::operator()(Node* node) const {
    {
        const std::lock_guard lock(node->wanted->mutex);
        node->wanted->wake = nullptr;
    }
    for (const auto& [id, watch] : node->watches) close_node(watch);
    close_node(node);
}

FolderWatches::FolderWatches(Loop& loop, OnEvents on_events) : node_(new Node) {
    node_->on_events = std::move(on_events);
    uv_async_init(loop.raw(), &node_->handle, [](uv_async_t* handle) {
        guarded(handle->loop, [&] { static_cast<Node*>(handle->data)->begin_new(); });
    });
    node_->handle.data = node_.get();
    node_->wanted->wake = &node_->handle;
    watcher_ = [wanted = node_->wanted](const std::string& folder) -> boost::system::result<Id> {
        const auto found = folder_at(folder);
        if (found.has_error()) return found.error();
        const std::lock_guard lock(wanted->mutex);
        const auto [it, is_new] = wanted->ids.try_emplace(*found, wanted->last_id + 1);
        if (is_new) {
            wanted->new_ones.emplace_back(++wanted->last_id, folder);
            if (wanted->wake != nullptr) uv_async_send(wanted->wake);
        }
        return it->second;
    };
}

FolderWatches::~FolderWatches() = default;

void FolderWatches::forget(Id folder) {
    {
        const std::lock_guard lock(node_->wanted->mutex);
        std::erase_if(node_->wanted->ids, [&](const auto& w) { return w.second == folder; });
        std::erase_if(node_->wanted->new_ones, [&](const auto& w) { return w.first == folder; });
    }
    const auto it = node_->watches.find(folder);
    if (it == node_->watches.end()) return;
    close_node(it->second);
    node_->watches.erase(it);
}

void FolderWatches::deliver() {}

}  // namespace io

#endif
