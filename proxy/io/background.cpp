#include "io/background.hpp"

#include <uv.h>

#include <algorithm>

#include "io/loop.hpp"

namespace io {

struct Background::Node {
    uv_work_t request{};
    std::unique_ptr<Job> job;
    std::atomic<bool> abandoned{false};
    Background* owner = nullptr;
};

Background::Background(Loop& loop) : loop_(loop) {}

Background::~Background() {
    for (Node* node : nodes_) {
        node->owner = nullptr;
        node->abandoned = true;
        // Work that has not begun never will; libuv still calls back, which frees the node.
        uv_cancel(reinterpret_cast<uv_req_t*>(&node->request));
    }
}

void Background::start(std::unique_ptr<Job> job) {
    auto node = std::make_unique<Node>();
    node->job = std::move(job);
    node->owner = this;
    node->request.data = node.get();
    nodes_.push_back(node.get());
    // Cannot fail: a work callback is given.
    uv_queue_work(
        loop_.raw(), &node.release()->request,
        [](uv_work_t* request) {
            auto* self = static_cast<Node*>(request->data);
            self->job->work(self->abandoned);
        },
        [](uv_work_t* request, int status) {
            const std::unique_ptr<Node> self(static_cast<Node*>(request->data));
            if (self->owner == nullptr) return;
            std::erase(self->owner->nodes_, self.get());
            if (status == 0) self->job->done();
        });
}

}  // namespace io
