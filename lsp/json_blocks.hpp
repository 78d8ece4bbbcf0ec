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

struct JsonBlock {
    static constexpr std::size_t kBytes = 64;

    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
    std::uint64_t opening = 0;  ///< `{` and `[`
    std::uint64_t closing = 0;  ///< `}` and `]`
};

#if defined(__SSE2__)
inline JsonBlock classify(const char* at) {
    constexpr std::size_t kLane = 16;
    JsonBlock block;
    for (std::size_t i = 0; i < JsonBlock::kBytes; i += kLane) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
        // `[` and `{`, `]` and `}` differ by one bit.
        const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        const auto equal = [i](__m128i all, char c) {
            const auto mask = _mm_movemask_epi8(_mm_cmpeq_epi8(all, _mm_set1_epi8(c)));
            return static_cast<std::uint64_t>(static_cast<std::uint32_t>(mask)) << i;
        };
        block.quotes |= equal(bytes, '"');
        block.backslashes |= equal(bytes, '\\');
        block.opening |= equal(folded, '{');
        block.closing |= equal(folded, '}');
    }
    return block;
}
#else
inline JsonBlock classify(const char* at) {
    JsonBlock block;
    for (std::size_t i = 0; i < JsonBlock::kBytes; ++i) {
        const std::uint64_t bit = std::uint64_t{1} << i;
        if (at[i] == '"') block.quotes |= bit;
        if (at[i] == '\\') block.backslashes |= bit;
        if (at[i] == '{' || at[i] == '[') block.opening |= bit;
        if (at[i] == '}' || at[i] == ']') block.closing |= bit;
    }
    return block;
}
#endif

/// Every bit is the parity of those up to it: between an odd quote and the next all are set, the
/// odd one too.
inline std::uint64_t prefix_parity(std::uint64_t bits) {
    for (unsigned shift = 1; shift < JsonBlock::kBytes; shift *= 2) bits ^= bits << shift;
    return bits;
}

}  // namespace lsp
