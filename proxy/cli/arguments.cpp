#include "cli/arguments.hpp"

#include <algorithm>
#include <array>

#include "app/completion.hpp"
#include "app/config/suggest.hpp"
#include "app/gopls/flags.hpp"
#include "app/manual.hpp"

namespace cli {

namespace {

constexpr std::string_view kProxyPrefix = "proxy-";

constexpr std::array<Subcommand, 13> kOwnSubcommands = {{
    {"setup", "set up editors and coding agents to start this program"},
    {"status", "show what every running proxy is doing"},
    {"top", "show the same live, on a full screen"},
    {"dashboard", "open the same in a web browser, with the last hour"},
    {"metrics", "print the metrics of every running proxy for Prometheus"},
    {"trace", "record the requests of a running proxy as a timeline"},
    {"demo", "hang a real gopls and show how it is replaced"},
    {"doctor", "examine a folder for what keeps gopls from working in it"},
    {"health", "measure gopls on a folder without an editor, and judge it, for CI and cron"},
    {"incidents", "list, show and report what went wrong with gopls"},
    {"clean", "show every gopls of yours, and delete caches that none of them uses"},
    {"config", "print the settings in effect with their sources, or check a settings file"},
    {"completion", "print the script that completes commands in a shell"},
}};

bool called_as_gopls(std::string_view program) {
    const std::size_t slash = program.rfind('/');
    if (slash != std::string_view::npos) program.remove_prefix(slash + 1);
    return program == "gopls";
}

bool is_own_subcommand(std::string_view word) {
    const auto own = own_subcommands();
    return std::any_of(own.begin(), own.end(), [&](const Subcommand& s) { return s.name == word; });
}

/// Suggests a command of the proxy, or `help`, if `word` was probably meant to be one. gopls is not
/// asked for help about a mistyped command of its own either.
std::string command_near(std::string_view word, bool is_help_topic) {
    if (app::is_gopls_command(word)) return {};
    std::vector<std::string_view> names{"help"};
    for (const Subcommand& own : own_subcommands()) names.push_back(own.name);
    if (is_help_topic) {
        const auto commands = app::gopls_commands();
        names.insert(names.end(), commands.begin(), commands.end());
    }
    return app::did_you_mean(word, names);
}

bool asks_for_help(const app::Flag& flag) {
    return flag.name == "h" || flag.name == "help";
}

bool is_proxy_flag(const app::Flag& flag) {
    return flag.name.starts_with(kProxyPrefix);
}

/// Returns whether gopls serves on a socket: nothing passes through our stdin and stdout then.
bool listens(const app::Flag& flag) {
    if (flag.name == "listen") return flag.value && !flag.value->empty();
    return flag.name == "port" && flag.value && *flag.value != "0";
}

/// Moves the proxy's flags out of `flags` into the invocation.
boost::system::result<void, UsageError> take_proxy_flags(const std::vector<app::Flag>& flags,
                                                         Invocation& invocation) {
    for (const app::Flag& flag : flags) {
        if (flag.wants_value && !flag.value) {
            return UsageError{app::missing_value("--" + flag.name)};
        }
        if (flag.name == "proxy-version") {
            invocation.action = Action::kVersion;
        } else if (flag.name == "proxy-help") {
            invocation.action = Action::kHelp;
        } else {
            invocation.proxy_flags.push_back({flag.name.substr(kProxyPrefix.size()), *flag.value});
        }
    }
    return {};
}

/// Reads the arguments behind one of our subcommands; the proxy's flags may be anywhere among them.
boost::system::result<void, UsageError> read_own(const std::vector<std::string>& words,
                                                 Invocation& invocation) {
    for (std::size_t at = 0; at < words.size();) {
        std::vector<std::string> rest(words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
        const app::FlagLine line = app::read_flags(rest);
        if (!line.flags.empty() && line.flags[0].first == 0 && is_proxy_flag(line.flags[0])) {
            const auto taken = take_proxy_flags({line.flags[0]}, invocation);
            if (!taken) return taken.error();
            at += line.flags[0].count;
        } else {
            invocation.arguments.push_back(words[at++]);
        }
    }
    return {};
}

}  // namespace

std::span<const Subcommand> own_subcommands() {
    return kOwnSubcommands;
}

boost::system::result<Invocation, UsageError> parse_arguments(int argc, const char* const* argv,
                                                              bool on_terminal) {
    Invocation invocation;
    invocation.as_gopls = argc > 0 && called_as_gopls(argv[0]);
    std::vector<std::string> words;
    for (int i = 1; i < argc; ++i) words.emplace_back(argv[i]);
    if (words.empty() && on_terminal && !invocation.as_gopls) {
        invocation.action = Action::kHelp;
        return invocation;
    }

    if (!invocation.as_gopls && !words.empty()) {
        const bool completes = words[0] == app::kCompleteWord;
        if (completes || words[0] == app::kManualWord) {
            invocation.action = completes ? Action::kComplete : Action::kManual;
            invocation.arguments.assign(words.begin() + 1, words.end());
            return invocation;
        }
    }

    const app::FlagLine line = app::read_flags(words);
    std::vector<app::Flag> proxy_flags;
    std::copy_if(line.flags.begin(), line.flags.end(), std::back_inserter(proxy_flags),
                 is_proxy_flag);
    const auto taken = take_proxy_flags(proxy_flags, invocation);
    if (!taken) return taken.error();
    if (invocation.action != Action::kServe) return invocation;

    std::vector<std::string> for_gopls = app::without(words, proxy_flags);
    const std::string command = line.command ? words[*line.command] : "serve";
    const bool flags_of_gopls = line.flags.size() > proxy_flags.size();

    if (!invocation.as_gopls) {
        const bool help_flag =
            std::any_of(line.flags.begin(), line.flags.end(), [&](const app::Flag& flag) {
                return asks_for_help(flag) && (!line.command || flag.first < *line.command);
            });
        const std::size_t behind = line.command ? *line.command + 1 : words.size();
        if (help_flag || (command == "help" && behind >= words.size())) {
            invocation.action = Action::kHelp;
            return invocation;
        }
        if (command == "help" && is_own_subcommand(words[behind])) {
            invocation.action = Action::kSubcommand;
            invocation.subcommand = words[behind];
            invocation.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(behind) + 1,
                                        words.end());
            invocation.arguments.emplace_back("--help");
            return invocation;
        }
        if (!flags_of_gopls && is_own_subcommand(command)) {
            invocation.action = Action::kSubcommand;
            invocation.subcommand = command;
            const auto read = read_own(
                {words.begin() + static_cast<std::ptrdiff_t>(behind), words.end()}, invocation);
            if (!read) return read.error();
            return invocation;
        }
    }

    if (!invocation.as_gopls && line.command && !flags_of_gopls) {
        const bool asks = command == "help" && *line.command + 1 < words.size();
        const std::string& word = asks ? words[*line.command + 1] : command;
        if (const std::string meant = command_near(word, asks); !meant.empty()) {
            return UsageError{std::string(asks ? "unknown help topic" : "unknown command") + " \"" +
                              word + "\"" + meant + " (see gopls-proxy --help)"};
        }
    }

    const bool elsewhere =
        std::any_of(line.flags.begin(), line.flags.end(),
                    [](const app::Flag& flag) { return asks_for_help(flag) || listens(flag); });
    if (command != "serve" || elsewhere) {
        invocation.action = Action::kExecGopls;
        invocation.arguments = std::move(for_gopls);
    } else if (on_terminal) {
        invocation.action = Action::kExplain;
    } else {
        invocation.server_arguments = std::move(for_gopls);
    }
    return invocation;
}

}  // namespace cli
