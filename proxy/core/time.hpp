// Time as the core knows it: a point handed in from outside. There is no now() here.
#pragma once

#include <chrono>

namespace core {

using Duration = std::chrono::nanoseconds;

/// A monotonic clock that cannot be read; the shell and the tests say what time it is.
struct Clock {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;
};

using Time = Clock::time_point;

using namespace std::chrono_literals;

inline double seconds(Duration d) {
    return std::chrono::duration<double>(d).count();
}

}  // namespace core
