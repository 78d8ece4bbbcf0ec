// Request ids as values: 1 and "1" differ (docs/pitfalls.md, "Number and string ids"), "a" and
// "\u0061" do not.
//
// Not the place where ids are given out or mapped. Any token makes a value, and
// comes back as JSON, null where it is none; nothing throws. A plain integer, which is what editors
// and gopls use, is held as one: no memory, no text to compare.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace lsp {

/// An id of a request (JSON-RPC 2.0, section 4: number, string or null).
class RequestId {
  public:
    RequestId() = default;
    /// From the raw JSON token as `Envelope::id` gives it. A string is read as Go reads it
    /// (go_json.hpp), since a server may write it differently in its reply (Go writes `<` as
    /// `\u003c`, and a lone surrogate as U+FFFD); a number is kept as its text, unless it is an
    /// integer in its shortest form. -0 and the empty string are 0, which is what gopls answers to
    /// them (internal/jsonrpc2, ID). Anything but a JSON string or number equals only itself.
    static RequestId from_raw(std::string_view raw);
    static RequestId from_integer(std::int64_t value);

    /// The id as a JSON token again, ready to stand in a message.
    std::string raw() const;
    bool empty() const { return type_ == Type::kNone; }
    friend bool operator==(const RequestId&, const RequestId&) = default;
    /// Some order, for containers.
    friend auto operator<=>(const RequestId&, const RequestId&) = default;

  private:
    friend struct std::hash<RequestId>;
    enum class Type : std::uint8_t { kNone, kInteger, kString, kVerbatim };

    Type type_ = Type::kNone;
    std::int64_t integer_ = 0;
    std::string text_;  ///< of all but an integer
};

}  // namespace lsp

template <>
struct std::hash<lsp::RequestId> {
    std::size_t operator()(const lsp::RequestId& id) const noexcept {
        return id.type_ == lsp::RequestId::Type::kInteger ? std::hash<std::int64_t>{}(id.integer_)
                                                          : std::hash<std::string>{}(id.text_);
    }
};
