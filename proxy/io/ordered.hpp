// Work that may block and has to be done in order, such as writing one file: in another
// thread, one after the other.
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
    /// Waits for the work under way, and does here what is left.
    ~Ordered();
    Ordered(const Ordered&) = delete;
    Ordered& operator=(const Ordered&) = delete;

    /// Has `work` called behind all that was given before. It must own what it uses.
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
