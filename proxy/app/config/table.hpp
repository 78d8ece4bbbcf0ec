// The table of all settings: for each its name, its allowed values, conversions between text and
// value, and a description. Flags, environment variables, the configuration file, `--help`,
// `gopls-proxy config` and the table in docs/settings.md are all generated from it. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "app/config/configured.hpp"

namespace app {

/// A length of time, with inclusive limits.
struct DurationKind {
    core::Duration& (*at)(Configured&);
    core::Duration least;
    core::Duration most;
};

/// A number of bytes, with inclusive limits.
struct SizeKind {
    std::size_t& (*at)(Configured&);
    std::size_t least;
    std::size_t most;
};

/// A count, with inclusive limits.
struct CountKind {
    int& (*at)(Configured&);
    int least;
    int most;
};

/// One of a few words; the value is the index of the word.
struct ChoiceKind {
    std::span<const std::string_view> words;
    std::size_t (*get)(const Configured&);
    void (*set)(Configured&, std::size_t);
};

/// A file or the name of a program: an absolute path, a path that begins with `~/`, or nothing.
struct PathKind {
    std::string& (*at)(Configured&);
    bool bare_name_allowed;  ///< a name without a slash, to be looked up on PATH
};

/// A loopback address with a port, `127.0.0.1:9464`, or nothing.
struct AddressKind {
    std::string& (*at)(Configured&);
};

struct Setting {
    std::string_view name;  ///< dotted, as in the configuration file: `stall.window`
    std::variant<DurationKind, SizeKind, CountKind, ChoiceKind, PathKind, AddressKind> kind;
    /// What the setting controls: part of a sentence, in Markdown limited to `code` and **bold**.
    std::string_view help;
};

/// Returns all settings except `slow.methods`, grouped by table, those without a table first.
std::span<const Setting> settings_table();

/// The prefix of a threshold for one method: `slow.methods.textDocument/hover`.
inline constexpr std::string_view kMethodPrefix = "slow.methods.";
/// The `Setting::help` of these thresholds.
inline constexpr std::string_view kMethodHelp =
    "`slow.threshold` for one method: `\"textDocument/rename\" = \"3s\"` under `[slow.methods]`, "
    "or `--proxy-slow.methods.textDocument/rename=3s`; there is no environment variable";

/// Returns `--proxy-stall-window` for `stall.window`.
std::string flag_name(std::string_view name);
/// Returns `GOPLS_PROXY_STALL_WINDOW` for `stall.window`.
std::string variable_name(std::string_view name);
/// Returns the allowed values as text: `100ms to 1h`, `act, observe or off`, …
std::string allowed_text(const Setting& setting);

/// Returns the allowed values of a threshold for one method.
std::string allowed_for_method();

/// Parses `text` and assigns the value to the setting. Returns nothing, or the complaint behind
/// `invalid_value`: `: too short; allowed: 50ms to 24h`. `source` is kept for `gopls-proxy config`.
std::optional<std::string> assign(const Setting& setting, Configured& configured,
                                  std::string_view text, const std::string& source);

/// Does the same for the threshold of one method.
std::optional<std::string> assign_method(std::string_view method, Configured& configured,
                                         std::string_view text, const std::string& source);

/// Returns the value as text that `assign` accepts.
std::string value_text(const Setting& setting, Configured configured);

/// Returns whether the value is written without quotes in TOML and JSON.
bool is_number(const Setting& setting);

}  // namespace app
