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

}  // namespace lsp
