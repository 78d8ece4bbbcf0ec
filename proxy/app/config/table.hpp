// Every setting in one table: its name, what is allowed, how its text becomes a
// value and a value text again, and what it controls. Flags, environment
// variables, the configuration file, `--help`, `gopls-proxy config` and the table
// in docs/settings.md are all driven by it. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "app/config/configured.hpp"

namespace app {

/// A length of time within limits, both included.
struct DurationKind {
    core::Duration& (*at)(Configured&);
    core::Duration least;
    core::Duration most;
};

/// A number of bytes within limits, both included.
struct SizeKind {
    std::size_t& (*at)(Configured&);
    std::size_t least;
    std::size_t most;
};

/// A count within limits, both included.
struct CountKind {
    int& (*at)(Configured&);
    int least;
    int most;
};

/// One of a few words; the index of the word is the value.
struct ChoiceKind {
    std::span<const std::string_view> words;
    std::size_t (*get)(const Configured&);
    void (*set)(Configured&, std::size_t);
};

/// A file or the name of a program: an absolute path, one that begins with `~/`, or nothing.
struct PathKind {
    std::string& (*at)(Configured&);
    bool bare_name_allowed;  ///< a name without a slash, to be looked up on PATH
};

struct Setting {
    std::string_view name;  ///< dotted, as in the configuration file: `stall.window`
    std::variant<DurationKind, SizeKind, CountKind, ChoiceKind, PathKind> kind;
    /// What it controls: part of a sentence, in Markdown with no more than `code` and **bold**.
    std::string_view help;
};

/// All settings but `slow.methods`, grouped by table, those without a table first.
std::span<const Setting> settings_table();

/// The prefix of a threshold for one method: `slow.methods.textDocument/hover`.
inline constexpr std::string_view kMethodPrefix = "slow.methods.";
/// What these thresholds control, as `Setting::help`.
inline constexpr std::string_view kMethodHelp =
    "`slow.threshold` for one method: `\"textDocument/rename\" = \"3s\"` under `[slow.methods]`, "
    "or `--proxy-slow.methods.textDocument/rename=3s`; there is no environment variable";

/// `--proxy-stall-window` for `stall.window`.
std::string flag_name(std::string_view name);
/// `GOPLS_PROXY_STALL_WINDOW` for `stall.window`.
std::string variable_name(std::string_view name);
/// `100ms to 1h`, `act, observe or off`, …
std::string allowed_text(const Setting& setting);

/// Gives the setting the value that `text` stands for, or says what is wrong with it:
/// `is not a duration: write …; allowed …`. `source` is kept for `gopls-proxy config`.
std::optional<std::string> assign(const Setting& setting, Configured& configured,
                                  std::string_view text, const std::string& source);

/// The same for the threshold of one method.
std::optional<std::string> assign_method(std::string_view method, Configured& configured,
                                         std::string_view text, const std::string& source);

/// The value as text that `assign` reads back.
std::string value_text(const Setting& setting, Configured configured);

/// Whether the value is written without quotes in TOML and JSON.
bool is_number(const Setting& setting);

}  // namespace app
