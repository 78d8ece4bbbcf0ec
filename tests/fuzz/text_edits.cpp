// Fuzz target: lsp::apply_edit and lsp::Rope against a slow, obvious oracle. All make the same
// text, or all refuse the edit and leave the text unchanged.
//
// Sections: the text, then one edit each.
#include <optional>

#include "fuzz/edits.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"
#include "lsp/rope.hpp"

namespace fuzz {

void text_edits(Bytes input) {
    const auto sections = sections_of(text_of(input));
    std::string text(sections[0]);
    check(lsp::is_utf8(text) == is_valid_utf8(text), "is_utf8 agrees with another parser");
    const bool oracle_knows = is_valid_utf8(text);
    // With leaves of a few characters, most edits span several leaves.
    std::optional<lsp::Rope> rope;
    if (oracle_knows) rope.emplace(text, 8 + input.size() % 8);
    for (std::size_t i = 1; i < sections.size(); ++i) {
        const Edit edit = edit_from(sections[i]);
        const std::string before = text;
        const auto applied = lsp::apply_edit(text, edit.range, edit.replacement);
        if (!applied) check_same(text, before, "a text whose edit was refused");
        if (!oracle_knows) continue;
        const auto expected = edited_slowly(before, edit);
        check(applied.has_value() == expected.has_value(),
              expected ? "the edit is accepted" : "the edit is refused");
        if (expected) check_same(text, *expected, "the text");
        check(rope->apply_edit(edit.range, edit.replacement).has_value() == expected.has_value(),
              "the rope accepts the same edits");
        check_same(rope->str(), text, "the text of the rope");
        check(rope->size_bytes() == text.size(), "the size of the rope is that of the text");
        const auto offset = lsp::offset_of(text, edit.range.start);
        check(!offset || *offset <= text.size(), "an offset lies inside the text");
    }
}

}  // namespace fuzz
