// JSON read by the rules of Go's encoding/json, with which gopls decodes what the editor sends.
//
// The proxy and gopls must agree on what a message says, however oddly it is written. The rules
// (Go 1.26, encoding/json; gopls uses internal/jsonrpc2, which adds none of its own):
//
// - A key names the field that it equals, else the one that it equals when case is folded
//   (Unicode simple folding, so U+017F is an s and U+212A is a k). Escapes in it are undone first.
// - Of two equal keys the last one counts. Objects are merged: the second one is decoded into what
//   the first one left. So are the elements of arrays, up to the length of the second array.
// - A missing member leaves its field as it was: zero, "", or absent where the field is a pointer.
//   So does null, but where the field is a pointer or an array: there it means absent, or empty.
// - In a string, each byte that is not well-formed UTF-8 and each surrogate without its partner
//   reads as U+FFFD.
// - An integer is written with digits alone: 1.0 and 1e0 are errors. So is one out of range, and
//   a minus before an unsigned one, -0 included.
// - A value of the wrong kind does not stop the decoding, but at its end makes all of it an error:
//   gopls then ignores a notification and answers a request with ParseError.
// - JSON may be nested 10,000 deep. Deeper, or malformed, it ends gopls.
//
// Not a validator: skipped values are not checked. Pure; never throws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lsp {

/// The text that the inside of a JSON string stands for: well-formed UTF-8. Sets `malformed` where
/// it has an escape that JSON does not know, and leaves it alone otherwise.
std::string go_string(std::string_view inside, bool& malformed);

/// A key as it stands in the text, without its quotes.
class GoKey {
  public:
    GoKey() = default;
    GoKey(std::string_view inside, bool plain) : inside_(inside), plain_(plain) {}

    /// Whether a field with this name in ASCII is meant.
    bool is(std::string_view name) const {
        return inside_ == name || (may_fold_to(name) && folds_to(name));
    }
    /// The key with its escapes undone.
    std::string text() const;

  private:
    /// Most keys differ in their first letter already.
    bool may_fold_to(std::string_view name) const {
        constexpr unsigned kCaseBit = 0x20;
        if (name.empty()) return false;
        const unsigned first = inside_.empty() ? 0 : static_cast<unsigned char>(inside_[0]);
        return !plain_ || first >= 0x80 ||
               ((first ^ static_cast<unsigned char>(name[0])) & ~kCaseBit) == 0;
    }
    bool folds_to(std::string_view name) const;

    std::string_view inside_;
    bool plain_ = true;  ///< has no escape
};

/// Reads one value after the other, each into a field of the caller's, which keeps its old value
/// where Go would leave it alone. After the first error that stops Go all further reads do nothing.
class GoReader {
  public:
    explicit GoReader(std::string_view json) : at_(json.data()), end_(at_ + json.size()) {}

    /// The members of an object: `member(key)` has to read or skip one value each time.
    template <class Member>
    void object(Member member) {
        if (!opens('{')) return;
        GoKey key;
        for (bool first = true; next_key(key, first); first = false) member(key);
    }
    /// The elements of an array, `element(index)` likewise. Returns false where there is no array:
    /// null, or a value of another kind.
    template <class Element>
    bool array(Element element) {
        if (!opens('[')) return false;
        std::size_t index = 0;
        for (; next_element(index == 0); ++index) element(index);
        return true;
    }
    void string(std::string& field);
    void int32(std::int32_t& field);
    void uint32(std::uint32_t& field);
    /// The first character of the next value; 0 at the end.
    char peek() {
        space();
        return at_ == end_ ? '\0' : *at_;
    }
    /// Passes over a null, if one comes next.
    bool null();
    /// The raw text of the next value, whatever it is.
    std::string_view skip();

    /// A value cannot be what the field wants, though it is JSON of the right kind.
    void refuse() { refused_ = true; }
    /// All that was read was what Go would have taken.
    bool ok() const { return !refused_ && !malformed_; }
    /// All of the text was read, and nothing in it was malformed.
    bool complete();

  private:
    void space() {
        // Mostly there is none.
        while (at_ < end_ && *at_ <= ' ' &&
               (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) {
            ++at_;
        }
    }
    bool accept(char c) {
        space();
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    bool opens(char bracket);
    bool next_key(GoKey& key, bool first);
    bool next_element(bool first);
    std::string_view number();
    void break_off();

    const char* at_;
    const char* end_;
    bool refused_ = false;
    bool malformed_ = false;
};

}  // namespace lsp
