#include "fuzz/mutator.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace fuzz {
namespace {

using namespace std::string_view_literals;

/// Tokens that trip parsers of JSON, headers, numbers, UTF-8, tables and dumps.
constexpr std::array kTokens{"{"sv,
                             "}"sv,
                             "["sv,
                             "]"sv,
                             ":"sv,
                             ","sv,
                             "\""sv,
                             "\\"sv,
                             "\\\""sv,
                             "\\\\"sv,
                             "\\u0000"sv,
                             "\\ud83d"sv,
                             "\\ude00"sv,
                             "\\/"sv,
                             "\\n"sv,
                             "null"sv,
                             "true"sv,
                             "[]"sv,
                             "{}"sv,
                             "\"\""sv,
                             "\"id\":"sv,
                             ",\"id\":1}"sv,
                             "\"method\":"sv,
                             "\"params\":"sv,
                             "\"result\":"sv,
                             "\"error\":"sv,
                             "\"jsonrpc\":\"2.0\","sv,
                             "Content-Length: "sv,
                             "content-length:"sv,
                             "Content-Type: x\r\n"sv,
                             "\r\n"sv,
                             "\n"sv,
                             "\r"sv,
                             "\n\n"sv,
                             "\n----\n"sv,
                             " "sv,
                             "\t"sv,
                             "0"sv,
                             "-1"sv,
                             "1"sv,
                             "1e9"sv,
                             "0.5"sv,
                             "127"sv,
                             "128"sv,
                             "255"sv,
                             "256"sv,
                             "65535"sv,
                             "65536"sv,
                             "2147483647"sv,
                             "2147483648"sv,
                             "-2147483648"sv,
                             "4294967295"sv,
                             "4294967296"sv,
                             "9223372036854775807"sv,
                             "9223372036854775808"sv,
                             "18446744073709551615"sv,
                             "18446744073709551616"sv,
                             "1e999"sv,
                             "\xc3\xa9"sv,
                             "\xf0\x9f\x98\x80"sv,
                             "\xed\xa0\x80"sv,
                             "\xc0\x80"sv,
                             "\xff"sv,
                             "\xef\xbb\xbf"sv,
                             "\x80"sv,
                             "\0"sv,
                             "("sv,
                             ")"sv,
                             "="sv,
                             "-"sv,
                             "/"sv,
                             "%"sv,
                             "%2F"sv,
                             "goroutine 1 [running]:\n"sv,
                             "file:///"sv,
                             "panic: "sv};

/// Longer inputs are slower and find no more.
constexpr std::size_t kMaxRepetitions = 64;

}  // namespace

/// splitmix64 (Steele, Lea, Flood, 2014).
std::size_t Mutator::below(std::size_t n) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return static_cast<std::size_t>((x ^ (x >> 31)) % n);
}

Input Mutator::mutated(const std::vector<Input>& pool) {
    Input input = pool[below(pool.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(input, pool);
    if (input.size() > kMaxInputBytes) input.resize(kMaxInputBytes);
    return input;
}

Mutator::Piece Mutator::some_piece(const Input& input) {
    const std::size_t begin = below(input.size());
    const std::size_t longest = std::min(input.size() - begin, std::size_t{1} << below(10));
    return {begin, 1 + below(longest)};
}

Mutator::Piece Mutator::some_line(const Input& input) {
    const auto at = input.begin() + static_cast<std::ptrdiff_t>(below(input.size()));
    const auto before = std::find(std::make_reverse_iterator(at), input.rend(), '\n').base();
    auto end = std::find(at, input.end(), '\n');
    if (end != input.end()) ++end;
    return {static_cast<std::size_t>(before - input.begin()),
            static_cast<std::size_t>(end - before)};
}

void Mutator::insert(Input& input, std::size_t at, const std::uint8_t* bytes, std::size_t n) {
    input.insert(input.begin() + static_cast<std::ptrdiff_t>(at), bytes, bytes + n);
}

void Mutator::change(Input& input, const std::vector<Input>& pool) {
    const auto place = [&](std::size_t at) {
        return input.begin() + static_cast<std::ptrdiff_t>(at);
    };
    const std::size_t choice = below(10);
    if (input.empty() || choice < 3) {
        const std::string_view token = kTokens[below(kTokens.size())];
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(token.data());
        return insert(input, below(input.size() + 1), bytes, token.size());
    }
    const Piece piece = choice < 6 ? some_piece(input) : some_line(input);
    switch (choice) {
        case 3:
            input[piece.begin] = static_cast<std::uint8_t>(below(256));
            return;
        case 4:
            input[piece.begin] ^= static_cast<std::uint8_t>(1U << below(8));
            return;
        case 5:
        case 6:
            input.erase(place(piece.begin), place(piece.begin + piece.bytes));
            return;
        case 7: {
            const Input copy(place(piece.begin), place(piece.begin + piece.bytes));
            const std::size_t at = below(3) == 0 ? piece.begin : some_line(input).begin;
            std::size_t times = below(4) == 0 ? 1 + below(kMaxRepetitions) : 1;
            for (; times > 0 && input.size() < kMaxInputBytes; --times)
                insert(input, at, copy.data(), copy.size());
            return;
        }
        default: {
            const Input& other = pool[below(pool.size())];
            if (other.empty()) return;
            const Piece part = choice == 8 ? some_line(other) : some_piece(other);
            const Input copy(other.begin() + static_cast<std::ptrdiff_t>(part.begin),
                             other.begin() + static_cast<std::ptrdiff_t>(part.begin + part.bytes));
            const std::size_t at = choice == 8 ? piece.begin : below(input.size() + 1);
            return insert(input, at, copy.data(), copy.size());
        }
    }
}

}  // namespace fuzz
