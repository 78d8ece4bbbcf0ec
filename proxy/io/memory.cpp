#include "io/memory.hpp"

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace io {

void prefer_kept_memory() {
#if defined(__GLIBC__)
    constexpr int kKept = 4 << 20;
    // Both are fixed, because malloc would adapt them to twice the largest block ever freed.
    ::mallopt(M_MMAP_THRESHOLD, kKept);
    ::mallopt(M_TRIM_THRESHOLD, 2 * kKept);
#endif
}

void prefer_huge_pages([[maybe_unused]] std::span<char> room) {
#if defined(MADV_HUGEPAGE)
    constexpr std::size_t kHugePage = std::size_t{2} << 20;
    constexpr std::size_t kPage = 4096;
    if (room.size() < 2 * kHugePage) return;
    const auto begin = reinterpret_cast<std::uintptr_t>(room.data());
    const std::size_t before_first_page = (kPage - begin % kPage) % kPage;
    const auto pages = room.subspan(before_first_page);
    ::madvise(pages.data(), pages.size(), MADV_HUGEPAGE);
#endif
}

void give_back_memory() {
#if defined(__GLIBC__)
    ::malloc_trim(0);
#endif
}

}  // namespace io
