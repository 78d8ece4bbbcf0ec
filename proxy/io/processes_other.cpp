// For systems without /proc: nothing is known, and no process is signalled on a guess.
#if !defined(__linux__)

#include "io/processes.hpp"

namespace io {

Snapshot observe_session(int) {
    return {};
}

bool is_served(std::uint64_t, std::uint64_t) {
    return false;
}

std::vector<int> ancestors(std::size_t) {
    return {};
}

std::optional<ProcessIdentity> identity_of(int) {
    return std::nullopt;
}

bool same_process(int, std::uint64_t) {
    return false;
}

bool is_running(int, std::uint64_t) {
    return false;
}

bool signal_process(int, std::uint64_t, int) {
    return false;
}

}  // namespace io

#endif
