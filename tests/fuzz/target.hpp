// A fuzz target is a function that gets any bytes, drives one part of the program with them, and
// throws when that part does something wrong.
//
// A target does not use the clock, files or randomness. The same bytes do the same, so that the
// input alone reproduces a failure. replay.cpp runs the targets in every test run, and
// libfuzzer.cpp for longer.
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
    std::string_view name;  ///< also the name of its folder in corpus/
    void (*run)(Bytes);
    int mutations;  ///< per test run: about two seconds' worth
};

/// Returns all targets.
std::span<const Target> targets();

/// A fault that a target found.
class Failure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Throws a Failure with the sentence `expected` unless `holds`.
inline void check(bool holds, std::string_view expected) {
    if (!holds) throw Failure("violated: " + std::string(expected));
}

/// Throws a Failure with both texts unless they are equal.
void check_same(std::string_view seen, std::string_view expected, std::string_view what);

inline std::string_view text_of(Bytes input) {
    return {reinterpret_cast<const char*>(input.data()), input.size()};
}

}  // namespace fuzz
