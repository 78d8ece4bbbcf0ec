// Runs work that may block and must stay in order, such as writing one file: in another thread, one
// piece after the other.
#pragma once

#include <functional>
#include <memory>

#include "io/background.hpp"

namespace io {

class Loop;

class Ordered {
  public:
    /// `idle` is called from the loop each time all work has been done.
    explicit Ordered(Loop& loop, std::function<void()> idle = {});
    /// Waits for the work under way, and does the rest in this thread.
    ~Ordered();
    Ordered(const Ordered&) = delete;
    Ordered& operator=(const Ordered&) = delete;

    /// Queues `work` behind all earlier work. It must own everything it uses.
    void run(std::function<void()> work);

  private:
    struct Queue;
    void drain();

    std::function<void()> idle_;
    std::shared_ptr<Queue> queue_;
    bool draining_ = false;
    bool once_more_ = false;
    Background background_;
};

}  // namespace io
