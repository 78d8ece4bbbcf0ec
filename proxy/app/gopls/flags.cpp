#include "app/gopls/flags.hpp"

#include <algorithm>
#include <array>

namespace app {

namespace {

enum class FlagKind { kSwitch, kValue, kUnknown };

constexpr std::array<std::string_view, 7> kSwitches = {
    "h", "help", "v", "verbose", "vv", "veryverbose", "rpc.trace",
};

constexpr std::array<std::string_view, 18> kValueFlags = {
    "remote",         "otel",           "ocagent",
    "logfile",        "mode",           "port",
    "listen",         "debug",          "mcp.listen",
    "listen.timeout", "remote.debug",   "profile.cpu",
    "profile.mem",    "profile.alloc",  "profile.trace",
    "profile.block",  "remote.logfile", "remote.listen.timeout",
};

constexpr std::array<std::string_view, 29> kCommands = {
    "serve",
    "version",
    "help",
    "api-json",
    "licenses",
    "check",
    "call_hierarchy",
    "codeaction",
    "codelens",
    "definition",
    "execute",
    "folding_ranges",
    "format",
    "mcp",
    "highlight",
    "imports",
    "implementation",
    "remote",
    "links",
    "prepare_rename",
    "rename",
    "references",
    "semtok",
    "signature",
    "stats",
    "vulncheck",
    "symbols",
    "fix",
    "workspace_symbol",
};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

FlagKind kind_of(std::string_view name) {
    if (name == "proxy-version" || name == "proxy-help") return FlagKind::kSwitch;
    if (name.starts_with("proxy-")) return FlagKind::kValue;
    if (contains(kSwitches, name)) return FlagKind::kSwitch;
    return contains(kValueFlags, name) ? FlagKind::kValue : FlagKind::kUnknown;
}

/// Splits a word into name and value. Returns nothing if Go's flag package does not accept it as a
/// flag.
std::optional<Flag> split(std::string_view word) {
    if (word.size() < 2 || word[0] != '-') return std::nullopt;
    word.remove_prefix(word[1] == '-' ? 2 : 1);
    if (word.empty() || word[0] == '-' || word[0] == '=') return std::nullopt;
    Flag flag;
    const std::size_t equals = word.find('=');
    flag.name = word.substr(0, equals);
    if (equals != std::string_view::npos) flag.value = word.substr(equals + 1);
    return flag;
}

/// Appends the flags from word `at` on. Returns the index of the first word that is not part of a
/// flag.
std::size_t read_run(const std::vector<std::string>& words, std::size_t at,
                     std::vector<Flag>& flags) {
    while (at < words.size()) {
        std::optional<Flag> flag = split(words[at]);
        if (!flag) break;
        const FlagKind kind = kind_of(flag->name);
        flag->first = at++;
        flag->wants_value = kind == FlagKind::kValue;
        // An unknown flag may belong to a newer gopls, with its value in the next word. Unless that
        // word is a command of gopls, it probably is the value.
        const bool takes_next = kind == FlagKind::kValue ||
                                (kind == FlagKind::kUnknown && at < words.size() &&
                                 !words[at].starts_with("-") && !contains(kCommands, words[at]));
        if (takes_next && !flag->value && at < words.size()) {
            flag->value = words[at++];
            flag->count = 2;
        }
        flags.push_back(std::move(*flag));
    }
    return at;
}

}  // namespace

std::span<const std::string_view> gopls_commands() {
    return kCommands;
}

bool is_gopls_command(std::string_view word) {
    return contains(kCommands, word);
}

FlagLine read_flags(const std::vector<std::string>& words) {
    FlagLine line;
    std::size_t at = read_run(words, 0, line.flags);
    if (at < words.size() && words[at] == "--") ++at;
    if (at >= words.size()) return line;
    line.command = at;
    if (words[at] == "serve") read_run(words, at + 1, line.flags);
    return line;
}

std::vector<std::string> without(const std::vector<std::string>& words,
                                 const std::vector<Flag>& flags) {
    std::vector<bool> dropped(words.size(), false);
    for (const Flag& flag : flags) {
        for (std::size_t i = flag.first; i < flag.first + flag.count; ++i) dropped[i] = true;
    }
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!dropped[i]) kept.push_back(words[i]);
    }
    return kept;
}

std::string spelled(const Flag& flag) {
    std::string text = "-" + flag.name;
    if (flag.value) text += "=" + *flag.value;
    return text;
}

}  // namespace app
