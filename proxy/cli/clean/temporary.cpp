#include "cli/clean/temporary.hpp"

#include <algorithm>
#include <charconv>

namespace cli::clean {
namespace {

constexpr std::string_view kDigits = "0123456789";
/// A clock of /proc has whole seconds, and so may the file system.
constexpr std::chrono::seconds kUncertainty{2};

/// Removes `prefix` from the front of `text`, if it is there.
bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Removes a number from the front; nothing if there is none.
std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || number <= 0 || text.front() == '-') {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

/// Returns whether it is a dash and the six letters and digits of mkdtemp.
bool is_random(std::string_view text) {
    constexpr std::size_t kLength = 6;
    return take(text, "-") && text.size() == kLength &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
}

/// "a1b2c3-daemon.me", "a1b2c3-daemon.me-id"
bool is_daemon(std::string_view text) {
    constexpr std::size_t kHashDigits = 6;
    if (text.size() < kHashDigits ||
        text.substr(0, kHashDigits).find_first_not_of("0123456789abcdef") !=
            std::string_view::npos) {
        return false;
    }
    text.remove_prefix(kHashDigits);
    return take(text, "-daemon.") && !text.empty();
}

}  // namespace

std::optional<TemporaryName> parse_temporary_name(std::string_view name) {
    std::string_view rest = name;
    if (take(rest, "gocommand-")) {
        return is_number(rest) ? std::optional(TemporaryName{}) : std::nullopt;
    }
    if (take(rest, "gopls-proxy-doctor-")) {
        const auto pid = take_number(rest);
        return pid && is_random(rest) ? std::optional(TemporaryName{false, *pid}) : std::nullopt;
    }
    if (!take(rest, "gopls-")) return std::nullopt;
    if (is_daemon(rest)) return TemporaryName{true, 0};
    for (const std::string_view prefix : {"tempmod", "profile-", "test-", "sandbox-"}) {
        std::string_view number = rest;
        if (take(number, prefix) && is_number(number)) return TemporaryName{};
    }
    take(rest, "daemon-");
    const auto pid = take_number(rest);
    if (!pid) return std::nullopt;
    const bool fits = rest == ".log" || (take(rest, ".details") && is_number(rest));
    return fits ? std::optional(TemporaryName{false, *pid}) : std::nullopt;
}

std::optional<TemporaryName> parse_home_name(std::string_view name) {
    if (!take(name, ".gopls-")) return std::nullopt;
    const auto pid = take_number(name);
    if (!pid || (!name.empty() && name.front() != '.' && name.front() != '-')) return std::nullopt;
    return TemporaryName{false, *pid};
}

std::string living_owner(const Temporary& entry, const Owners& owners) {
    using Type = io::EntryFacts::Type;
    if (entry.name.is_socket) {
        if (entry.type != Type::kSocket) return "it is not a socket";
        return owners.is_listened_to ? "a gopls daemon listens there" : "";
    }
    if (entry.type != Type::kFolder && entry.type != Type::kFile) {
        return "it is neither a file nor a folder";
    }
    if (!owners.known) return "processes cannot be seen here, and one of them may use it";
    if (owners.holder != 0) return "process " + std::to_string(owners.holder) + " has it open";
    if (entry.name.pid != 0) {
        return owners.pid_is_alive ? "process " + std::to_string(entry.name.pid) + " is running"
                                   : "";
    }
    const auto older = std::find_if(owners.gopls.begin(), owners.gopls.end(), [&](const auto& g) {
        return g.age + kUncertainty >= entry.age;
    });
    return older == owners.gopls.end()
               ? ""
               : "it may belong to gopls " + std::to_string(older->pid) + ", which is running";
}

}  // namespace cli::clean
