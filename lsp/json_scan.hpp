// Where values of JSON end, without building anything.
//
// Not a parser: it checks nothing inside of values. Text that is not JSON yields null, or a place
// in that text, never one beyond it. Private to lsp; everybody else uses envelope.hpp and
// go_json.hpp.
#pragma once

namespace lsp {

/// The end of a string whose opening quote is just before `first`: its closing quote, or
/// null. `escaped` is set when there is a backslash in it, and left alone otherwise.
const char* closing_quote(const char* first, const char* last, bool* escaped = nullptr);

/// The end of the value that begins at `at`, or null where the text is broken. A scalar is not
/// looked into.
const char* value_end(const char* at, const char* last);

/// Goes through the elements of the array that is the whole of `text`.
class ElementScan {
  public:
    explicit ElementScan(std::string_view text);
    /// The next raw element; empty at the end of the array and at broken text.
    std::string_view next();

  private:
    const char* at_;
    const char* end_;
    bool first_ = true;
};

}  // namespace lsp
