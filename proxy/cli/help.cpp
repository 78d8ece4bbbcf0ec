#include "cli/help.hpp"

#include <sstream>
#include <string_view>

#include "app/config/table.hpp"
#include "cli/arguments.hpp"

namespace cli {

namespace {

constexpr std::size_t kNameColumns = 31;
constexpr std::size_t kColumns = 100;

std::string padded(std::string text, std::size_t columns) {
    if (text.size() < columns) text.append(columns - text.size(), ' ');
    return text + " ";
}

std::string heading(const std::string& text, bool colours) {
    return colours ? "\n\x1b[1m" + text + "\x1b[0m\n" : "\n" + text + "\n";
}

std::string name(const std::string& text, bool colours) {
    return "  " + (colours ? "\x1b[36m" + padded(text, kNameColumns) + "\x1b[0m"
                           : padded(text, kNameColumns));
}

/// Renders Markdown for a terminal: without the marks of code and bold, in lines beside the name.
std::string beside_name(std::string_view markdown) {
    const std::string indent(kNameColumns + 3, ' ');
    std::string text;
    std::size_t columns = indent.size();
    std::istringstream words{std::string(markdown)};
    for (std::string word; words >> word;) {
        std::erase_if(word, [](char c) { return c == '`' || c == '*'; });
        if (columns + 1 + word.size() > kColumns) {
            text += "\n" + indent;
            columns = indent.size();
        } else if (!text.empty()) {
            text += ' ';
            ++columns;
        }
        text += word;
        columns += word.size();
    }
    return text + "\n";
}

std::string setting_lines(const app::Setting& setting, bool colours) {
    const std::string value = app::value_text(setting, app::Configured{});
    return name(app::flag_name(setting.name), colours) + beside_name(setting.help) +
           std::string(kNameColumns + 3, ' ') +
           beside_name(app::allowed_text(setting) + (value.empty() ? "" : "; default " + value));
}

}  // namespace

std::string terminal_text(bool as_gopls) {
    return std::string(as_gopls ? "This gopls is gopls-proxy, which" : "gopls-proxy") +
           " serves an editor on its standard input and output. This is a terminal: nobody here\n"
           "speaks the Language Server Protocol. Let the editor start it, or see " +
           (as_gopls ? "`gopls help` and `gopls --proxy-help`.\n" : "`gopls-proxy --help`.\n");
}

std::string help_text(bool colours) {
    std::string text =
        "gopls-proxy stands between an editor and gopls: it passes everything on, times every\n"
        "request, notices when gopls is stuck, says why, and puts a fresh gopls in its place.\n";
    text += heading("Usage", colours);
    text += name("gopls-proxy [flags]", colours) + "serve an editor; this is what editors start\n";
    text += name("gopls-proxy <gopls command> ...", colours) +
            "everything that gopls can: version, check, stats, ...\n";
    for (const Subcommand& own : own_subcommands()) {
        text +=
            name("gopls-proxy " + std::string(own.name), colours) + std::string(own.help) + "\n";
    }
    text += name("gopls-proxy --proxy-version", colours) + "print the proxy's version\n";
    text +=
        "Flags without --proxy- are passed on to gopls. Called by the name gopls, it has no\n"
        "commands of its own: --proxy-help prints this text.\n";

    text += heading("Examples", colours);
    text +=
        "  gopls-proxy demo                               see it work\n"
        "  gopls-proxy --proxy-mode=observe               serve, notice stalls, do nothing\n"
        "  GOPLS_PROXY_STALL_WINDOW=10s gopls-proxy       serve, with more patience\n"
        "  gopls-proxy incidents show latest              the story of the latest stall\n"
        "  gopls-proxy version                            the version of the real gopls\n"
        "  gopls-proxy config                             which settings are in effect, and why\n";

    text += heading("Settings", colours);
    text +=
        "Each is a flag, an environment variable or a line of the configuration file, in this\n"
        "order: --proxy-stall-window=5s, GOPLS_PROXY_STALL_WINDOW=5s, and [stall] window = \"5s\"\n"
        "in $XDG_CONFIG_HOME/gopls-proxy/config.toml, or in the file that --proxy-config "
        "names.\n\n";
    for (const app::Setting& setting : app::settings_table())
        text += setting_lines(setting, colours);
    text += name("--proxy-slow.methods.<method>", colours) + beside_name(app::kMethodHelp);
    return text;
}

}  // namespace cli
