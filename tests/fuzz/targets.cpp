#include <array>

#include "fuzz/target.hpp"

namespace fuzz {

// Each in a file of its own name.
void envelope(Bytes input);
void framing(Bytes input);
void request_ids(Bytes input);
void text_edits(Bytes input);

std::span<const Target> targets() {
    static constexpr std::array<Target, 4> kTargets{{
        {"envelope", envelope, 40'000},
        {"framing", framing, 8'000},
        {"request_ids", request_ids, 8'000},
        {"text_edits", text_edits, 50'000},
    }};
    return kTargets;
}

void check_same(std::string_view seen, std::string_view expected, std::string_view what) {
    if (seen == expected) return;
    const auto shown = [](std::string_view text) { return std::string(text.substr(0, 500)); };
    throw Failure(std::string(what) + " differs\n  seen:     " + shown(seen) +
                  "\n  expected: " + shown(expected));
}

}  // namespace fuzz
