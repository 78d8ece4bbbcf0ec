#include "cli/health/limits.hpp"

#include <array>
#include <string>

#include "app/config/values.hpp"

namespace cli::health {
namespace {

/// Parses digits with at most one point between them.
std::optional<double> parse_decimal(std::string_view text) {
    constexpr std::size_t kMostDigits = 15;
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const bool has_fraction = point != std::string_view::npos;
    const std::string_view fraction = has_fraction ? text.substr(point + 1) : std::string_view();
    const auto is_number = [](std::string_view digits) {
        return !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (text.size() > kMostDigits || !is_number(whole)) return {};
    if (has_fraction && !is_number(fraction)) return {};
    double value = 0;
    for (const char digit : whole) value = value * 10 + (digit - '0');
    double scale = 1;
    for (const char digit : fraction) value += (digit - '0') * (scale /= 10);
    return value;
}

}  // namespace

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    constexpr std::array<std::string_view, 3> kUnits = {"KB", "MB", "GB"};
    for (const std::string_view unit : kUnits) {
        if (!text.ends_with(unit)) continue;
        std::string binary(text);
        return app::parse_size(binary.insert(binary.size() - 1, "i"));
    }
    return app::parse_size(text);
}

std::optional<double> parse_percent(std::string_view text) {
    if (text.ends_with('%')) text.remove_suffix(1);
    const auto number = parse_decimal(text);
    return number && *number <= 100 ? number : std::nullopt;
}

std::optional<Growth> parse_growth(std::string_view text) {
    if (text.ends_with('%')) {
        const auto percent = parse_decimal(text.substr(0, text.size() - 1));
        if (!percent) return {};
        return Growth{{}, percent};
    }
    const auto bytes = parse_bytes(text);
    if (!bytes) return {};
    return Growth{bytes, {}};
}

}  // namespace cli::health
