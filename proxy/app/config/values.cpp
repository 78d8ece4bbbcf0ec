#include "app/config/values.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace app {

namespace {

struct Unit {
    std::string_view name;
    std::uint64_t worth;
};

constexpr std::array<Unit, 8> kTimeUnits = {{
    {"h", 3'600'000'000'000},
    {"m", 60'000'000'000},
    {"s", 1'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"µs", 1'000},  // U+00B5, the micro sign
    {"μs", 1'000},  // U+03BC, the Greek letter
    {"ns", 1},
}};

constexpr std::array<Unit, 4> kSizeUnits = {{
    {"GiB", std::uint64_t{1} << 30},
    {"MiB", std::uint64_t{1} << 20},
    {"KiB", std::uint64_t{1} << 10},
    {"B", 1},
}};

constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

template <std::size_t N>
const Unit* find_unit(const std::array<Unit, N>& units, std::string_view name) {
    for (const Unit& unit : units) {
        if (unit.name == name) return &unit;
    }
    return nullptr;
}

std::string_view take_digits(std::string_view& text) {
    const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
    text.remove_prefix(digits.size());
    return digits;
}

std::optional<std::uint64_t> whole_number(std::string_view digits) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::optional<std::uint64_t> multiplied(std::uint64_t number, std::uint64_t worth) {
    if (number > kMost / worth) return std::nullopt;
    return number * worth;
}

/// `1`, `1.5`: `value` in units of `worth`.
std::string decimal(std::uint64_t value, std::uint64_t worth) {
    std::string text = std::to_string(value / worth);
    std::uint64_t rest = value % worth;
    if (rest == 0) return text;
    text += '.';
    for (std::uint64_t place = worth / 10; rest != 0; place /= 10) {
        text += static_cast<char>('0' + rest / place);
        rest %= place;
    }
    return text;
}

}  // namespace

std::optional<core::Duration> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    std::uint64_t total = 0;
    while (!text.empty()) {
        const std::string_view whole = take_digits(text);
        std::string_view fraction;
        if (text.starts_with('.')) {
            text.remove_prefix(1);
            fraction = take_digits(text);
        }
        if (whole.empty() && fraction.empty()) return std::nullopt;
        const std::string_view name = text.substr(0, text.find_first_of(".0123456789"));
        const Unit* unit = find_unit(kTimeUnits, name);
        if (unit == nullptr) return std::nullopt;
        text.remove_prefix(name.size());

        const auto number = whole.empty() ? std::uint64_t{0} : whole_number(whole);
        const auto part = number ? multiplied(*number, unit->worth) : std::nullopt;
        if (!part || *part > kMost - total) return std::nullopt;
        total += *part;
        double parts = 0;
        double scale = static_cast<double>(unit->worth);
        for (const char digit : fraction) parts += (digit - '0') * (scale /= 10);
        const auto rounded = static_cast<std::uint64_t>(std::llround(parts));
        if (rounded > kMost - total) return std::nullopt;
        total += rounded;
    }
    return core::Duration(static_cast<core::Duration::rep>(total));
}

std::string format_duration(core::Duration duration) {
    auto rest = static_cast<std::uint64_t>(duration.count());
    if (rest == 0) return "0s";
    std::string text;
    for (const Unit& unit : kTimeUnits) {
        if (rest < unit.worth) continue;
        if (unit.name != "h" && unit.name != "m") {
            return text + decimal(rest, unit.worth) + std::string(unit.name);
        }
        text += std::to_string(rest / unit.worth) + std::string(unit.name);
        rest %= unit.worth;
        if (rest == 0) return text;
    }
    return text;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const std::string_view digits = take_digits(text);
    const auto number = whole_number(digits);
    const Unit* unit = find_unit(kSizeUnits, text.empty() ? "B" : text);
    if (!number || unit == nullptr) return std::nullopt;
    return multiplied(*number, unit->worth);
}

std::string format_size(std::uint64_t bytes) {
    for (const Unit& unit : kSizeUnits) {
        if (unit.worth == 1 || bytes == 0 || bytes % unit.worth != 0) continue;
        return std::to_string(bytes / unit.worth) + std::string(unit.name);
    }
    return std::to_string(bytes);
}

}  // namespace app
