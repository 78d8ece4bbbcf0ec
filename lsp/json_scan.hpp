// Walking over the members of a JSON object without building anything.
//
// Not a parser: it finds where values end and checks nothing inside them. Text
// that is not JSON makes it stop, or yields ranges of that text, never more.
// Private to lsp; everybody else uses envelope.hpp.
#pragma once

#include <string_view>

namespace lsp {

/// The end of a string whose opening quote is just before `first`: its closing quote, or
/// null. `escaped` is set when there is a backslash in it, and left alone otherwise.
const char* closing_quote(const char* first, const char* last, bool* escaped = nullptr);

/// Goes through the members of the object that is the whole of `text`.
///
///     for (MemberScan scan(text); scan.next();) use(scan.key(), scan.value());
///
/// `value()` is to be called once for each member; after it said empty, `next()` is false.
class MemberScan {
  public:
    explicit MemberScan(std::string_view text);

    /// Moves to the next member; false at the end of the object and at broken text.
    bool next();
    /// The key as it stands in the text, without its quotes.
    std::string_view key() const { return key_; }
    /// Whether the key is `name` (ASCII letters), however it is escaped: `"\u0069d"` is `id`.
    bool is(std::string_view name) const {
        return key_escaped_ ? spells(key_, name) : key_ == name;
    }
    /// The raw value; empty where the text is broken. A scalar is not looked into.
    std::string_view value();
    /// The whole object was gone through and only white space follows it.
    bool complete() const { return complete_; }

  private:
    static bool spells(std::string_view escaped, std::string_view name);
    void skip_space();
    bool accept(char c);

    const char* at_;
    const char* end_;
    std::string_view key_;
    bool key_escaped_ = false;
    bool first_ = true;
    bool broken_ = false;
    bool complete_ = false;
};

}  // namespace lsp
