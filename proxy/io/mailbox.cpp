#include "io/mailbox.hpp"

#include <uv.h>

#include <mutex>
#include <utility>
#include <vector>

#include "io/loop.hpp"
#include "io/watcher.hpp"

namespace io {
namespace {

struct MailboxNode {
    uv_async_t handle{};
    std::function<void()> callback;
};

}  // namespace

struct Mailbox::Address::Shared {
    std::mutex mutex;
    std::vector<std::function<void()>> calls;
    MailboxNode* node =
        nullptr;  ///< null once the mailbox is gone; libuv's close callback frees it
};

Mailbox::Mailbox(Loop& loop) {
    address_.shared_ = std::make_shared<Address::Shared>();
    auto node = std::make_unique<MailboxNode>();
    node->callback = [shared = address_.shared_, raw = loop.raw()] {
        std::vector<std::function<void()>> calls;
        {
            const std::lock_guard lock(shared->mutex);
            calls.swap(shared->calls);
        }
        for (auto& call : calls) guarded(raw, call);
    };
    node->handle.data = node.get();
    const int failure = uv_async_init(loop.raw(), &node->handle, [](uv_async_t* handle) {
        const auto callback = static_cast<MailboxNode*>(handle->data)->callback;
        callback();
    });
    if (failure != 0) return;  // no descriptors: everything posted is dropped
    uv_unref(reinterpret_cast<uv_handle_t*>(&node->handle));
    address_.shared_->node = node.release();
}

Mailbox::~Mailbox() {
    const std::lock_guard lock(address_.shared_->mutex);
    address_.shared_->calls.clear();
    if (MailboxNode* node = std::exchange(address_.shared_->node, nullptr)) close_node(node);
}

void Mailbox::Address::post(std::function<void()> call) const {
    const std::lock_guard lock(shared_->mutex);
    if (!shared_->node) return;
    shared_->calls.push_back(std::move(call));
    uv_async_send(&shared_->node->handle);
}

}  // namespace io
