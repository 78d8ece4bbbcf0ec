// A one-shot timer of the loop that can be armed again.
//
// It measures spans of monotonic time; it is not a clock and does not repeat by itself. It never
// fires early. After the machine was suspended it fires late, once.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace io {

class Loop;

/// Calls back once, `delay` after the last `arm`.
class Timer {
  public:
    Timer(Loop& loop, std::function<void()> callback);

    /// Sets or moves the due time to `delay` from now, rounded up to the millisecond, at least one.
    /// Cheap.
    void arm(std::chrono::nanoseconds delay);
    void disarm();
    bool armed() const;

  private:
    struct Node;
    struct Close {
        void operator()(Node* node) const;
    };
    std::unique_ptr<Node, Close> node_;
};

}  // namespace io
