// Random changes of documents: valid but badly formatted Go, so that formatting changes it
// everywhere, and arbitrary text at arbitrary places. Pure; positions are those of
// support/utf16_text.
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

    /// Returns `text` with a declaration added, removed or replaced. Valid Go stays valid.
    std::string developed(const std::string& text);
    /// Returns an edit of `text` at a random place; the result need not be valid Go.
    Edit mess(const std::string& text);
    /// Returns an edit that changes one text into the other: their difference, sometimes with text
    /// around it.
    Edit difference(const std::string& from, const std::string& to);
    /// Returns a place for a request: the beginning of a character.
    support::Place place(const std::string& text);

  private:
    std::string declaration(const std::string& line_end);
    std::string in_a_string();
    std::size_t boundary(const std::string& text);

    Random& random_;
    std::size_t declarations_ = 0;
};

/// Returns the names that `Writing` has declared and that are in `text`, such as "Mark12_漢".
std::set<std::string> marks(const std::string& text);
/// Returns `text` after the edit.
std::string after(const std::string& text, const Edit& edit);

}  // namespace soak
