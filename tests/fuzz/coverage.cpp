#include "fuzz/coverage.hpp"

#include <bitset>
#include <cstdint>

namespace fuzz {
namespace {

constexpr std::size_t kPlaces = std::size_t{1} << 18;
std::bitset<kPlaces> seen;
std::size_t count = 0;

}  // namespace

std::size_t places_covered() {
    return count;
}

}  // namespace fuzz

/// The compiler inserts a call of this function at each branch.
extern "C" __attribute__((visibility("default"))) void __sanitizer_cov_trace_pc() {
    // The load address differs from run to run; the distance to this variable does not.
    const auto place = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)) -
                       reinterpret_cast<std::uintptr_t>(&fuzz::seen);
    const std::size_t slot = static_cast<std::size_t>(place) & (fuzz::kPlaces - 1);
    if (fuzz::seen.test(slot)) return;
    fuzz::seen.set(slot);
    ++fuzz::count;
}
