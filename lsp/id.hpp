// Request ids as values: 1 and "1" differ (pitfall 17), "a" and "\u0061" do not.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace lsp {

/// An id of a request (JSON-RPC 2.0, section 4: number, string or null).
class RequestId {
  public:
    RequestId() = default;
    /// From the raw JSON token as `Envelope::id` gives it. A string is unescaped, since a
    /// server may escape differently in its reply (Go writes `<` as `\u003c`); a number is
    /// kept as its text.
    static RequestId from_raw(std::string_view raw);
    static RequestId from_integer(long long value);

    /// The id as a JSON token again, ready to stand in a message.
    std::string raw() const;
    bool empty() const { return key_.empty(); }
    friend bool operator==(const RequestId&, const RequestId&) = default;
    friend std::strong_ordering operator<=>(const RequestId&, const RequestId&) = default;
    const std::string& key() const { return key_; }

  private:
    std::string key_;  ///< one letter for the type ('n', 's'), then the text
};

}  // namespace lsp

template <>
struct std::hash<lsp::RequestId> {
    std::size_t operator()(const lsp::RequestId& id) const noexcept {
        return std::hash<std::string>{}(id.key());
    }
};
