#include "core/base/trace_id.hpp"

#include <charconv>

namespace core {
namespace {

constexpr std::size_t kDigits = 16;
constexpr int kHexadecimal = 16;

void append(std::string& text, std::uint64_t value) {
    char digits[kDigits];
    const auto end = std::to_chars(digits, digits + kDigits, value, kHexadecimal).ptr;
    const auto used = static_cast<std::size_t>(end - digits);
    text.append(kDigits - used, '0').append(digits, used);
}

std::optional<std::uint64_t> read_half(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, kHexadecimal);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

}  // namespace

std::string to_text(TraceId id) {
    std::string text;
    append(text, id.session);
    append(text, id.number);
    return text;
}

std::optional<TraceId> read_trace_id(std::string_view text) {
    if (text.size() != 2 * kDigits) return {};
    const auto session = read_half(text.substr(0, kDigits));
    const auto number = read_half(text.substr(kDigits));
    if (!session || !number) return {};
    return TraceId{*session, *number};
}

}  // namespace core
