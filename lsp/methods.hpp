// What the proxy knows about methods and commands: a method is looked up once, and is a number from
// then on. A lookup allocates nothing.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "lsp/method_table.hpp"

namespace lsp {

/// A method that is in the table, as a number for a `switch`: `case "exit"_method:`.
using MethodId = std::uint8_t;
inline constexpr MethodId kUnknownMethod = 0;

/// The numbers are less than this.
inline constexpr std::size_t kMethodIds = method_table::kRows.size() + 1;
static_assert(kMethodIds <= 256);

/// Does not compile with a method that is not in the table.
consteval MethodId operator""_method(const char* name, std::size_t size) {
    const auto row =
        std::ranges::find(method_table::kRows, std::string_view(name, size), &MethodRow::name);
    if (row == method_table::kRows.end()) throw "no method of the table";
    return static_cast<MethodId>(row - method_table::kRows.begin() + 1);
}

/// The number of a method, or `kUnknownMethod`.
MethodId method_id(std::string_view name);

/// Its name in the table: static text; empty for `kUnknownMethod`.
std::string_view spelling(MethodId id);

/// The method of a message, looked up once: made from its text, passed on by value. Refers to the
/// text.
class MethodName {
  public:
    MethodName() = default;
    // NOLINTNEXTLINE(google-explicit-constructor): a name is a name
    MethodName(const std::convertible_to<std::string_view> auto& text)
        : text_(text), id_(method_id(text_)) {}

    std::string_view text() const { return text_; }
    MethodId id() const { return id_; }
    bool empty() const { return text_.empty(); }
    // NOLINTNEXTLINE(google-explicit-constructor)
    operator std::string_view() const { return text_; }

    friend bool operator==(MethodName a, MethodId b) { return a.id_ == b; }
    friend bool operator==(MethodName a, const std::convertible_to<std::string_view> auto& b) {
        return a.text_ == std::string_view(b);
    }

  private:
    std::string_view text_;
    MethodId id_ = kUnknownMethod;
};

/// Traits of a method; an unknown one has none.
MethodTraits traits(MethodName method);

/// Whether it is a method of LSP or gopls that an editor sends.
bool is_known(MethodName method);

/// All of these, in the order of their bytes.
std::vector<std::string_view> known_methods();

/// The static spelling of a method that stands in a message with JSON escapes;
/// empty if it is not in the table.
std::string_view known_method(std::string_view escaped);

/// gopls commands that run beside its queue: run_tests, the vulncheck ones.
bool command_runs_aside(std::string_view command);

/// gopls commands that switch something on or off in a view, for the folder of the file that is
/// their argument: gc_details.
bool command_toggles(std::string_view command);

}  // namespace lsp
