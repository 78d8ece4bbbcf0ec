// lsp::apply_edit against a slow, obvious way: the same text, or refused by both and left alone.
// The first section is the text, each other one an edit.
#include "fuzz/edits.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"

namespace fuzz {

void text_edits(Bytes input) {
    const auto sections = sections_of(text_of(input));
    std::string text(sections[0]);
    check(lsp::is_utf8(text) == is_valid_utf8(text), "is_utf8 agrees with another parser");
    const bool oracle_knows = is_valid_utf8(text);
    for (std::size_t i = 1; i < sections.size(); ++i) {
        const Edit edit = edit_from(sections[i]);
        const std::string before = text;
        const auto applied = lsp::apply_edit(text, edit.range, edit.replacement);
        if (!applied) check_same(text, before, "a text whose edit was refused");
        if (!oracle_knows) continue;
        const auto expected = edited_slowly(before, edit);
        check(applied.has_value() == expected.has_value(), expected ? "accepted" : "refused");
        if (expected) check_same(text, *expected, "the text");
        const auto offset = lsp::offset_of(text, edit.range.start);
        check(!offset || *offset <= text.size(), "an offset is inside of the text");
    }
}

}  // namespace fuzz
