#include "io/side_thread.hpp"

#include <chrono>
#include <exception>
#include <future>
#include <utility>

#include "io/thread.hpp"

namespace io {
namespace {

/// How long the owner waits for the end of the thread.
constexpr std::chrono::milliseconds kEndPatience{200};

}  // namespace

struct SideThread::State {
    std::shared_ptr<Body> body;
    std::promise<void> ended;
};

SideThread::SideThread(std::shared_ptr<Body> body) {
    auto state = std::make_shared<State>();
    state->body = std::move(body);
    const bool started = start_thread([state] {
        try {
            state->body->run();
        } catch (const std::exception& error) {
            state->body->failed(error.what());
        }
        state->ended.set_value();
    });
    if (started) state_ = std::move(state);
}

SideThread::~SideThread() {
    if (!state_) return;
    auto ended = state_->ended.get_future();
    state_->body->stop();
    ended.wait_for(kEndPatience);
}

}  // namespace io
