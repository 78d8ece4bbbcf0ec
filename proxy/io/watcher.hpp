// Owns a libuv handle together with its callback on the heap; libuv's close callback frees both. So
// a watcher may be destroyed from inside its own callback.
//
// Internal: included only by .cpp files of this folder.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "io/loop.hpp"

namespace io {

/// Calls `f` on behalf of libuv. Exceptions stop here (Loop::on_exception).
template <typename F>
void guarded(uv_loop_t* loop, F&& f) noexcept {
    try {
        f();
    } catch (...) {
        Loop::caught(loop);
    }
}

/// A handle with one callback. `Handle` is uv_timer_t, uv_signal_t, …
template <typename Handle>
struct WatcherNode {
    Handle handle{};
    std::function<void()> callback;

    void call() noexcept { guarded(handle.loop, callback); }
};

/// Closes `node->handle`, and deletes `node` afterwards.
template <typename Node>
void close_node(Node* node) {
    auto* handle = reinterpret_cast<uv_handle_t*>(&node->handle);
    if (uv_is_closing(handle)) {
        // Already closed by a loop that ended before its watchers (loop.cpp).
        delete node;
        return;
    }
    handle->data = node;
    uv_close(handle, [](uv_handle_t* closed) { delete static_cast<Node*>(closed->data); });
}

}  // namespace io
