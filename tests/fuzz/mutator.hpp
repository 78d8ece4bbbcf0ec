// Small random changes of an input, from a seed. The same seed makes the same changes with every
// compiler and library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fuzz {

using Input = std::vector<std::uint8_t>;

class Mutator {
  public:
    static constexpr std::size_t kMaxInputBytes = 8 << 10;

    explicit Mutator(std::uint64_t seed) : state_(seed) {}

    /// Returns an input of `pool` with one to four changes: flips, insertions, deletions,
    /// repetitions, tokens with a meaning for parsers, and pieces and lines of other inputs of the
    /// pool.
    Input mutated(const std::vector<Input>& pool);

    /// Returns a number from 0 to `n` - 1.
    std::size_t below(std::size_t n);

  private:
    struct Piece {
        std::size_t begin;
        std::size_t bytes;
    };
    void change(Input& input, const std::vector<Input>& pool);
    Piece some_piece(const Input& input);
    Piece some_line(const Input& input);
    void insert(Input& input, std::size_t at, const std::uint8_t* bytes, std::size_t n);

    std::uint64_t state_;
};

}  // namespace fuzz
