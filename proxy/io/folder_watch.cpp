#include "io/folder_watch.hpp"

#include <uv.h>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {

struct FolderWatch::Node {
    uv_fs_event_t handle{};
    OnEvent on_event;
};

void FolderWatch::Close::operator()(Node* node) const {
    close_node(node);
}

boost::system::result<std::unique_ptr<FolderWatch>> FolderWatch::start(Loop& loop,
                                                                       const std::string& folder,
                                                                       OnEvent on_event) {
    std::unique_ptr<Node, Close> node(new Node);
    node->on_event = std::move(on_event);
    uv_fs_event_init(loop.raw(), &node->handle);
    node->handle.data = node.get();
    const int status = uv_fs_event_start(
        &node->handle,
        [](uv_fs_event_t* handle, const char* name, int, int error) {
            const auto* self = static_cast<Node*>(handle->data);
            // The callback may destroy this watch: what it needs is taken before.
            const auto call = self->on_event;
            call(error == 0 && name != nullptr ? name : "");
        },
        folder.c_str(), 0);
    if (status < 0) {
        return boost::system::error_code(-status, boost::system::system_category());
    }
    return std::unique_ptr<FolderWatch>(new FolderWatch(std::move(node)));
}

}  // namespace io
