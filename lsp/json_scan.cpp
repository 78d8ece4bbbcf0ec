#include "lsp/json_scan.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "lsp/json_blocks.hpp"

namespace lsp {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Eight bytes at a time, in one register.
constexpr std::uint64_t kOnes = 0x0101010101010101;

std::uint64_t eight_bytes(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// Flags the bytes that are zero; above one that is, a byte may be flagged that is not.
std::uint64_t zero_bytes(std::uint64_t word) {
    constexpr std::uint64_t kHighBits = kOnes << 7;
    return (word - kOnes) & ~word & kHighBits;
}

std::uint64_t equal_bytes(std::uint64_t word, char c) {
    return zero_bytes(word ^ (kOnes * static_cast<unsigned char>(c)));
}

/// Steps over the bytes before the first flag; over none where that is not the lowest.
const char* to_first(const char* at, std::uint64_t flags) {
    if constexpr (std::endian::native == std::endian::little) at += std::countr_zero(flags) / 8;
    return at;
}

/// Which bytes follow an odd number of backslashes. `carried`: whether the first does, and, for the
/// next block, whether its first will.
///
/// Added to the bit it begins at, a run of backslashes becomes one bit behind it: an odd number
/// lies between an even place and an odd one, or the other way round.
std::uint64_t escaped_bytes(std::uint64_t backslashes, bool& carried) {
    constexpr std::uint64_t kEven = 0x5555555555555555;
    const std::uint64_t first = carried ? 1 : 0;
    carried = false;
    backslashes &= ~first;
    if (backslashes == 0) return first;
    const std::uint64_t begins = backslashes & ~(backslashes << 1);
    const std::uint64_t from_even = backslashes + (begins & kEven);
    const std::uint64_t from_odd = backslashes + (begins & ~kEven);
    carried = from_odd < backslashes;
    return first | (((from_even & ~kEven) | (from_odd & kEven)) & ~backslashes);
}

/// A block of a text; behind the end of the text there are zeros.
class Block {
  public:
    Block(const char* at, const char* last) : data_(at) {
        const auto left = static_cast<std::size_t>(last - at);
        if (left >= kJsonBlockBytes) return;
        rest_.fill(0);
        std::memcpy(rest_.data(), at, left);
        data_ = rest_.data();
    }
    const char* data() const { return data_; }

  private:
    const char* data_;
    std::array<char, kJsonBlockBytes> rest_;
};

/// Follows brackets through a text that is given in blocks.
class Nesting {
  public:
    /// The index behind the bracket with which the depth is back at zero, or more than a block has.
    std::size_t end_in(const char* block) {
        const JsonQuotes found = quotes_in(block);
        const std::uint64_t quotes =
            found.quotes & ~escaped_bytes(found.backslashes, first_is_escaped_);
        // Most of a large message is inside of one string.
        if (quotes == 0 && in_string_) return kNone;
        const std::uint64_t strings = prefix_parity(quotes) ^ (in_string_ ? ~std::uint64_t{0} : 0);
        in_string_ = (strings >> (kJsonBlockBytes - 1)) != 0;
        const JsonBrackets brackets = brackets_in(block);
        const std::uint64_t closing = brackets.closing & ~strings;
        for (auto left = (brackets.opening & ~strings) | closing; left != 0; left &= left - 1) {
            const std::uint64_t lowest = left & (~left + 1);
            depth_ += (closing & lowest) != 0 ? -1 : 1;
            if (depth_ == 0) return static_cast<std::size_t>(std::countr_zero(left)) + 1;
        }
        return kNone;
    }

  private:
    static constexpr std::size_t kNone = kJsonBlockBytes + 1;

    bool in_string_ = false;
    bool first_is_escaped_ = false;
    std::ptrdiff_t depth_ = 0;
};

/// The end of the object or array that opens at `at`, or null. Kinds of brackets are not told
/// apart: in JSON they match, and in anything else there is no right answer. Nor is a backslash
/// outside of a string told from one inside: JSON has none there.
const char* nested_end(const char* at, const char* last) {
    Nesting nesting;
    for (; at < last; at += kJsonBlockBytes) {
        const std::size_t end = nesting.end_in(Block(at, last).data());
        if (end <= kJsonBlockBytes) return at + end;
    }
    return nullptr;
}

/// Up to here looking at eight bytes at a time is quicker than at a block.
constexpr std::ptrdiff_t kShortString = 32;

const char* scalar_end(const char* at, const char* last) {
    while (at < last && *at != ',' && *at != '}' && *at != ']' && !is_space(*at)) ++at;
    return at;
}

}  // namespace

const char* closing_quote(const char* first, const char* last, bool* escaped) {
    // Most strings are short and plain.
    const char* at = first;
    for (; last - at >= 8 && at - first < kShortString; at += 8) {
        const std::uint64_t word = eight_bytes(at);
        const std::uint64_t found = equal_bytes(word, '"') | equal_bytes(word, '\\');
        if (found == 0) continue;
        at = to_first(at, found);
        if (*at == '"') return at;
        break;
    }
    bool first_is_escaped = false;
    for (; at < last; at += kJsonBlockBytes) {
        const JsonQuotes found = quotes_in(Block(at, last).data());
        const std::uint64_t closing =
            found.quotes & ~escaped_bytes(found.backslashes, first_is_escaped);
        const std::uint64_t before = closing == 0 ? ~closing : (closing & (~closing + 1)) - 1;
        if (escaped && (found.backslashes & before) != 0) *escaped = true;
        if (closing != 0) return at + std::countr_zero(closing);
    }
    return nullptr;
}

const char* value_end(const char* at, const char* last) {
    if (at == last) return nullptr;
    if (*at == '{' || *at == '[') return nested_end(at, last);
    if (*at == '"') {
        const char* const quote = closing_quote(at + 1, last);
        return quote ? quote + 1 : nullptr;
    }
    const char* const stop = scalar_end(at, last);
    return stop == at ? nullptr : stop;
}

}  // namespace lsp
