// Tables of causes: the name of each cause in documents, its words in a sentence, and the functions
// that identify it.
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

/// The cause that a function on a goroutine's stack implies.
template <class Kind>
struct CauseRule {
    std::string_view part;  ///< substring of the function's name
    Kind kind;
};

/// Returns the words of `kind`, or the last entry if the table does not have it.
template <class Kind, std::size_t N>
const CauseWords<Kind>& words_of(const std::array<CauseWords<Kind>, N>& table, Kind kind) {
    const auto entry = std::find_if(table.begin(), table.end(),
                                    [kind](const auto& each) { return each.kind == kind; });
    return entry == table.end() ? table.back() : *entry;
}

}  // namespace core
