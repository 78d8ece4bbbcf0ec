// What JSON looks like 64 bytes at a time: one bit for each byte, the lowest for the
// first. The place for what depends on the processor; private to lsp.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace lsp {

inline constexpr std::size_t kJsonBlockBytes = 64;

struct JsonQuotes {
    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
};
struct JsonBrackets {
    std::uint64_t opening = 0;  ///< `{` and `[`
    std::uint64_t closing = 0;  ///< `}` and `]`
};

#if defined(__SSE2__)
inline constexpr std::size_t kLaneBytes = 16;

inline __m128i lane(const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
inline std::uint64_t equal(__m128i bytes, char c) {
    const auto mask = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
    return static_cast<std::uint32_t>(mask);
}
inline JsonQuotes quotes_in(const char* at) {
    JsonQuotes found;
    for (std::size_t i = 0; i < kJsonBlockBytes; i += kLaneBytes) {
        const __m128i bytes = lane(at + i);
        found.quotes |= equal(bytes, '"') << i;
        found.backslashes |= equal(bytes, '\\') << i;
    }
    return found;
}
inline JsonBrackets brackets_in(const char* at) {
    JsonBrackets found;
    for (std::size_t i = 0; i < kJsonBlockBytes; i += kLaneBytes) {
        // `[` and `{`, `]` and `}` differ by one bit.
        const __m128i folded = _mm_or_si128(lane(at + i), _mm_set1_epi8(0x20));
        found.opening |= equal(folded, '{') << i;
        found.closing |= equal(folded, '}') << i;
    }
    return found;
}
#else
inline JsonQuotes quotes_in(const char* at) {
    JsonQuotes found;
    for (std::size_t i = 0; i < kJsonBlockBytes; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        if (at[i] == '"') found.quotes |= bit;
        if (at[i] == '\\') found.backslashes |= bit;
    }
    return found;
}
inline JsonBrackets brackets_in(const char* at) {
    JsonBrackets found;
    for (std::size_t i = 0; i < kJsonBlockBytes; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        if (at[i] == '{' || at[i] == '[') found.opening |= bit;
        if (at[i] == '}' || at[i] == ']') found.closing |= bit;
    }
    return found;
}
#endif

/// Every bit is the parity of those up to it: between an odd quote and the next all are set, the
/// odd one too.
inline std::uint64_t prefix_parity(std::uint64_t bits) {
    for (unsigned shift = 1; shift < kJsonBlockBytes; shift *= 2) bits ^= bits << shift;
    return bits;
}

}  // namespace lsp
