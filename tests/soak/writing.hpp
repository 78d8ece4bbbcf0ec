// What is typed into documents: Go that is right but ugly, so that formatting has something to do
// everywhere, and then anything anywhere. Pure; positions are those of support/utf16_text.
#pragma once

#include <set>
#include <string>

#include "soak/random.hpp"
#include "support/utf16_text.hpp"

namespace soak {

/// One change of a `textDocument/didChange`.
struct Edit {
    support::Place start;
    support::Place end;
    std::string text;
};

class Writing {
  public:
    explicit Writing(Random& random) : random_(random) {}

    /// `text` with a declaration more, less or otherwise. What is valid Go stays so.
    std::string developed(const std::string& text);
    /// A place in `text` and something to put there that Go need not like.
    Edit mess(const std::string& text);
    /// What leads from one text to the other: what differs, and sometimes some text around it.
    Edit difference(const std::string& from, const std::string& to);
    /// Where a request may ask: the beginning of some character.
    support::Place place(const std::string& text);

  private:
    std::string declaration(const std::string& line_end);
    std::string in_a_string();
    std::size_t boundary(const std::string& text);

    Random& random_;
    std::size_t declarations_ = 0;
};

/// The names that `Writing` has declared and that `text` declares, as in "Mark12_漢".
std::set<std::string> marks(const std::string& text);
/// `text` after one edit.
std::string after(const std::string& text, const Edit& edit);

}  // namespace soak
