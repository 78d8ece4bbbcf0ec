// A one-shot timer of the loop, to be armed again and again.
//
// It measures a span of monotonic time; it is not a clock and does not repeat
// by itself. Never fires early; after a suspended machine it fires late, once.
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

    /// Sets or moves the due time: `delay` from now, rounded up to the millisecond, at least
    /// one. Cheap.
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
