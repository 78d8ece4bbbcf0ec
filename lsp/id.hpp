// Request ids as values: 1 and "1" differ (pitfall 17), "a" and "\u0061" do not.
//
// Not the place where ids are given out or mapped. Any token makes a value, and
// comes back as JSON; nothing throws.
#pragma once

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
    /// kept as its text. What is not a JSON string or number equals only itself.
    static RequestId from_raw(std::string_view raw);
    static RequestId from_integer(long long value);

    /// The id as a JSON token again, ready to stand in a message.
    std::string raw() const;
    bool empty() const { return key_.empty(); }
    friend bool operator==(const RequestId&, const RequestId&) = default;
    /// Some order, for containers.
    friend bool operator<(const RequestId& a, const RequestId& b) {
        return a.key_.compare(b.key_) < 0;
    }
    const std::string& key() const { return key_; }

  private:
    std::string key_;  ///< one letter for the type ('n', 's', or 'r' for raw), then the text
};

}  // namespace lsp

template <>
struct std::hash<lsp::RequestId> {
    std::size_t operator()(const lsp::RequestId& id) const noexcept {
        return std::hash<std::string>{}(id.key());
    }
};
