#include "support/waiting.hpp"

#include <poll.h>

#include "support/failure.hpp"

namespace support {

void wait_until(const std::function<bool()>& condition, const std::string& what,
                std::chrono::milliseconds limit) {
    const auto give_up = Clock::now() + limit;
    while (!condition()) {
        if (Clock::now() > give_up) throw TestFailure("waited in vain for: " + what);
        ::poll(nullptr, 0, 10);  // gives the processor to those whose work is waited for
    }
}

}  // namespace support
