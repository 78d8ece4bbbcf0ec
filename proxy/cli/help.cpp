#include "cli/help.hpp"

#include <sstream>
#include <string_view>

#include "app/config/table.hpp"
#include "app/paint.hpp"
#include "cli/arguments.hpp"

namespace cli {

namespace {

constexpr std::size_t kNameColumns = 31;
constexpr std::size_t kColumns = 100;

std::string heading(const std::string& text, bool colours) {
    return colours ? "\n\x1b[1m" + text + "\x1b[0m\n" : "\n" + text + "\n";
}

std::string name(const std::string& text, bool colours) {
    const std::string column = app::padded(text, kNameColumns + 1);
    return "  " + (colours ? "\x1b[36m" + column + "\x1b[0m" : column);
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
           " serves an editor over standard input and output, and this is a terminal.\n"
           "Start it from an editor, or see " +
           (as_gopls ? "`gopls help` and `gopls --proxy-help`.\n" : "`gopls-proxy --help`.\n");
}

std::string help_text(bool colours) {
    std::string text(kPurpose);
    text += heading("Usage", colours);
    text += name("gopls-proxy [flags]", colours) + "serve an editor, as gopls does\n";
    text += name("gopls-proxy <gopls command>", colours) +
            "run a command of gopls: version, check, stats, ...\n";
    for (const Subcommand& own : own_subcommands()) {
        text +=
            name("gopls-proxy " + std::string(own.name), colours) + std::string(own.help) + "\n";
    }
    text += name("gopls-proxy --proxy-version", colours) + "print the proxy's version\n";
    text +=
        "Flags without --proxy- are passed to gopls. If the program is started under the name "
        "gopls,\n"
        "all commands are those of gopls, and --proxy-help prints this text.\n";

    text += heading("Examples", colours);
    text +=
        "  gopls-proxy setup                              set up your editors\n"
        "  gopls-proxy demo                               watch a gopls being replaced\n"
        "  gopls-proxy --proxy-mode=observe               serve, and only report stalls\n"
        "  GOPLS_PROXY_STALL_WINDOW=10s gopls-proxy       serve, and wait longer before acting\n"
        "  gopls-proxy doctor ~/src/app                   examine a workspace that does not work\n"
        "  gopls-proxy health --max-load 60s              measure gopls in CI\n"
        "  gopls-proxy incidents show latest              show the newest incident\n"
        "  gopls-proxy version                            print the version of the real gopls\n"
        "  gopls-proxy help incidents                     print the help of a command\n";

    text += heading("Settings", colours);
    text += std::string(kSourcesOfSettings) + "\n";
    for (const app::Setting& setting : app::settings_table())
        text += setting_lines(setting, colours);
    text += name("--proxy-slow.methods.<method>", colours) + beside_name(app::kMethodHelp);
    return text;
}

}  // namespace cli
