// A fuzz target: a function that is given any bytes, drives one part of the program with them, and
// throws when that part does what it must not.
//
// No target reads the clock, files or chance: the same bytes do the same, so that an input is all
// there is to a failure. Run by replay.cpp in every test run and by libfuzzer.cpp for longer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fuzz {

using Bytes = std::span<const std::uint8_t>;

struct Target {
    std::string_view name;  ///< also of its folder in corpus/
    void (*run)(Bytes);
    int mutations;  ///< tried in every test run: about two seconds' worth
};

/// Every target there is.
std::span<const Target> targets();

/// What a target found.
class Failure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Throws a Failure that says `expected` unless it `holds`.
inline void check(bool holds, std::string_view expected) {
    if (!holds) throw Failure("not so: " + std::string(expected));
}

/// Throws a Failure with both texts unless they are the same.
void check_same(std::string_view seen, std::string_view expected, std::string_view what);

inline std::string_view text_of(Bytes input) {
    return {reinterpret_cast<const char*>(input.data()), input.size()};
}

}  // namespace fuzz
