// Tables of causes: how each is called, in documents and in a sentence, and by which function it is
// known.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace core {

template <class Kind>
struct CauseWords {
    Kind kind;
    std::string_view name;
    std::string_view does;  ///< "waits for …"
};

/// What a function on a goroutine's stack tells.
template <class Kind>
struct CauseRule {
    std::string_view part;  ///< of the function's name
    Kind kind;
};

/// The words of `kind`; of one that is not in the table, the last ones.
template <class Kind, std::size_t N>
const CauseWords<Kind>& words_of(const std::array<CauseWords<Kind>, N>& table, Kind kind) {
    const auto entry = std::find_if(table.begin(), table.end(),
                                    [kind](const auto& each) { return each.kind == kind; });
    return entry == table.end() ? table.back() : *entry;
}

}  // namespace core
