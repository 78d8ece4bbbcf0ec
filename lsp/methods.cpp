#include "lsp/methods.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string>

#include "lsp/go_json.hpp"

namespace lsp {
namespace {

using method_table::kRows;

constexpr std::size_t kLongestName = std::ranges::max_element(kRows, {}, [](const MethodRow& m) {
                                         return m.name.size();
                                     })->name.size();

/// gopls v0.23.0, internal/server/command.go: two call jsonrpc2.Async, and `run` starts
/// run_govulncheck in a goroutine and answers at once.
constexpr std::string_view kAsideCommands[] = {"gopls.run_govulncheck", "gopls.run_tests",
                                               "gopls.vulncheck"};

/// Tells the methods apart by their length and a few of their letters: a lookup reads less than the
/// name. A slot has a `MethodId`; those that share one stand behind it.
class Slots {
  public:
    constexpr Slots() {
        for (std::size_t i = 0; i < kRows.size(); ++i) {
            std::size_t slot = first(kRows[i].name);
            while (ids_[slot] != 0) slot = (slot + 1) % kSize;
            ids_[slot] = static_cast<MethodId>(i + 1);
        }
    }
    MethodId find(std::string_view name) const {
        if (name.size() < kShortestName) return kUnknownMethod;
        for (std::size_t slot = first(name); ids_[slot] != 0; slot = (slot + 1) % kSize) {
            if (kRows[ids_[slot] - 1U].name == name) return ids_[slot];
        }
        return kUnknownMethod;
    }

  private:
    static constexpr std::size_t kSize = 512;
    static constexpr std::size_t kShortestName = 4;
    static_assert(std::ranges::all_of(kRows, [](const MethodRow& row) {
        return row.name.size() >= kShortestName;
    }));

    static constexpr std::size_t first(std::string_view name) {
        const auto letter = [&](std::size_t at) { return static_cast<unsigned char>(name[at]); };
        const std::size_t n = name.size();
        return (n + letter(n - 1) * 3 + letter(n - 3) * 47 + letter(n / 2) * 21) % kSize;
    }

    std::array<MethodId, kSize> ids_{};
};
constexpr Slots kSlots;

}  // namespace

MethodId method_id(std::string_view name) {
    return kSlots.find(name);
}

std::string_view spelling(MethodId id) {
    if (id == kUnknownMethod) return {};
    return kRows[id - 1U].name;
}

MethodTraits traits(MethodName method) {
    if (method.id() == kUnknownMethod) return method_table::kNone;
    return kRows[method.id() - 1U].traits;
}

bool is_known(MethodName method) {
    return method.id() != kUnknownMethod && !traits(method).of_server;
}

std::vector<std::string_view> known_methods() {
    std::vector<std::string_view> names;
    for (const MethodRow& row : kRows) {
        if (!row.traits.of_server) names.push_back(row.name);
    }
    return names;
}

std::string_view known_method(std::string_view escaped) {
    constexpr std::size_t kLongestEscape = 6;  // \uXXXX
    if (escaped.size() > kLongestEscape * kLongestName) return {};
    bool malformed = false;
    const std::string name = go_string(escaped, malformed);
    return malformed ? std::string_view{} : spelling(method_id(name));
}

bool command_runs_aside(std::string_view command) {
    return std::ranges::find(kAsideCommands, command) != std::end(kAsideCommands);
}

bool command_toggles(std::string_view command) {
    return command == "gopls.gc_details";
}

}  // namespace lsp
