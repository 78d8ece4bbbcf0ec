#include "app/paint.hpp"

#include <uv.h>

#include <algorithm>

namespace app {
namespace {

std::string_view code_of(Paint paint) {
    switch (paint) {
        case Paint::kPlain:
            return "";
        case Paint::kStrong:
            return "\x1b[1m";
        case Paint::kDim:
            return "\x1b[2m";
        case Paint::kCyan:
            return "\x1b[36m";
        case Paint::kYellow:
            return "\x1b[33m";
        case Paint::kBad:
            return "\x1b[1;31m";
        case Paint::kGood:
            return "\x1b[32m";
    }
    return "";
}

}  // namespace

bool wants_colours(int fd, const Environment& environment) {
    return uv_guess_handle(fd) == UV_TTY && value_of(environment, "NO_COLOR").empty() &&
           value_of(environment, "TERM") != "dumb";
}

std::string painted(std::string_view text, Paint paint, bool colours) {
    if (!colours || paint == Paint::kPlain) return std::string(text);
    return std::string(code_of(paint)) + std::string(text) + "\x1b[0m";
}

std::string padded(std::string_view text, std::size_t columns) {
    const auto characters =
        static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        }));
    const std::size_t missing = characters < columns ? columns - characters : 1;
    return std::string(text) + std::string(missing, ' ');
}

}  // namespace app
