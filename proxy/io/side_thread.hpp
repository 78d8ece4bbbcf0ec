// A thread beside the session's, for work that the session must not wait for: it may wait for a
// disk or for /proc, and it may fail.
#pragma once

#include <memory>
#include <string>

#include "io/loop.hpp"
#include "io/mailbox.hpp"

namespace io {

/// Runs a body in a thread. The thread keeps the body alive, since it may hang for longer than its
/// owner lives.
class SideThread {
  public:
    /// All that belongs to the thread. Derive from it, and use its members only there.
    struct Body {
        virtual ~Body() = default;
        /// Called in the thread: sets up, runs its loop, and cleans up what others may see.
        virtual void run() = 0;
        /// Receives the message of an exception that left `run`. Called in the thread.
        virtual void failed(const std::string& why) = 0;
        /// Makes `run` return soon. Called by the owner, in another thread.
        virtual void stop() = 0;
    };

    /// A body that runs this loop.
    struct LoopBody : Body {
        void stop() override {
            mailbox.address().post([this] { loop.stop(); });
        }

        Loop loop;
        Mailbox mailbox{loop};
    };

    /// Starts the thread. Check `is_running`: the system may not give one.
    explicit SideThread(std::shared_ptr<Body> body);
    /// Stops the body. Waits a moment for the end of `run`, not for a thread that hangs.
    ~SideThread();
    SideThread(const SideThread&) = delete;
    SideThread& operator=(const SideThread&) = delete;

    bool is_running() const { return state_ != nullptr; }

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace io
