// Time in the core: a value handed in from outside. There is no now() here.
#pragma once

#include <chrono>
#include <string>

namespace core {

using Duration = std::chrono::nanoseconds;

/// A monotonic clock that cannot be read. The shell and the tests supply the time.
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

/// Returns a duration for people: "2.4 s", "350 ms", "3 min".
std::string human(Duration d);

}  // namespace core
