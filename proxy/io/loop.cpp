#include "io/loop.hpp"

#include <uv.h>

#include <cassert>
#include <cstdio>
#include <exception>
#include <system_error>

#include "io/workers.hpp"

namespace io {

namespace {
void delete_process(uv_handle_t* handle) {
    delete reinterpret_cast<uv_process_t*>(handle);
}
}  // namespace

Loop::Loop() : loop_(std::make_unique<uv_loop_t>()) {
    if (const int error = uv_loop_init(loop_.get()); error != 0)
        throw std::system_error(-error, std::generic_category(), "event loop");
    workers_ = std::make_unique<Workers>(loop_.get());
    loop_->data = this;
}

Loop::~Loop() {
    workers_.reset();
    // Children whose owner has let go of them are still watched, to be reaped (child.cpp). Only
    // they may be left; any other open handle is a watcher that outlives its loop.
    bool only_orphans = true;
    uv_walk(
        loop_.get(),
        [](uv_handle_t* handle, void* flag) {
            if (uv_is_closing(handle)) return;
            const bool orphan = handle->type == UV_PROCESS && handle->data == nullptr;
            if (!orphan) *static_cast<bool*>(flag) = false;
            uv_close(handle, orphan ? delete_process : nullptr);
        },
        &only_orphans);
    assert(only_orphans && "a watcher outlives its loop");
    uv_run(loop_.get(), UV_RUN_DEFAULT);
    [[maybe_unused]] const int left = uv_loop_close(loop_.get());
    assert(left == 0);
}

void Loop::run() {
    uv_run(loop_.get(), UV_RUN_DEFAULT);
}

void Loop::caught(uv_loop_s* loop) noexcept {
    const auto& told = static_cast<Loop*>(loop->data)->told_;
    try {
        try {
            throw;
        } catch (const std::exception& error) {
            if (told) return told(error.what());
            std::fprintf(stderr, "%s\n", error.what());
        }
    } catch (...) {
        std::fputs("gopls-proxy: out of memory while reporting an error\n", stderr);
    }
}

void Loop::stop() {
    uv_stop(loop_.get());
}

std::chrono::nanoseconds Loop::now() const {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(uv_hrtime()));
}

}  // namespace io
