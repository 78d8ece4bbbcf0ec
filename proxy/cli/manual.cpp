#include "cli/manual.hpp"

#include "app/build_info.hpp"
#include "app/config/table.hpp"
#include "app/manual.hpp"
#include "cli/arguments.hpp"
#include "cli/help.hpp"

namespace cli {

using app::roff;

namespace {

std::string term(const std::string& name, const std::string& meaning) {
    return ".TP\n\\fB" + roff(name) + "\\fR\n" + roff(meaning) + "\n";
}

std::string without_marks(std::string_view markdown) {
    std::string text(markdown);
    std::erase_if(text, [](char c) { return c == '`' || c == '*'; });
    return text;
}

std::string settings() {
    std::string text;
    for (const app::Setting& setting : app::settings_table()) {
        const std::string value = app::value_text(setting, app::Configured{});
        text +=
            term(std::string(setting.name), without_marks(setting.help) + " (" +
                                                without_marks(app::allowed_text(setting)) +
                                                (value.empty() ? "" : "; default " + value) + ")");
    }
    return text + term("slow.methods.METHOD", without_marks(app::kMethodHelp));
}

}  // namespace

std::string manual_beginning() {
    std::string text = ".TH GOPLS\\-PROXY 1 \"\" \"" + roff(app::version_number()) + "\"\n";
    text +=
        ".SH NAME\ngopls\\-proxy \\- stand between an editor and gopls, and replace a stuck "
        "gopls\n";
    text += ".SH SYNOPSIS\n.B gopls\\-proxy\n[\\fIflags\\fR] [\\fIcommand\\fR ...]\n";
    text += ".SH DESCRIPTION\n" + app::roff_paragraphs(kPurpose);
    text += app::roff_paragraphs(
        "Without a command, it serves an editor over standard input and output, as gopls does.\n"
        "Flags without --proxy- are passed to gopls, and so are all commands that are not listed\n"
        "here. If the program is started under the name gopls, all commands are those of gopls.\n");
    text += ".SH COMMANDS\n";
    for (const Subcommand& own : own_subcommands()) {
        text += term(std::string(own.name), std::string(own.help));
    }
    return text + ".SH DETAILS OF THE COMMANDS\n";
}

std::string manual_end() {
    std::string text = ".SH SETTINGS\n" + app::roff_paragraphs(kSourcesOfSettings) + settings();
    text += ".SH FILES\n";
    text +=
        term("$XDG_CONFIG_HOME/gopls-proxy/config.toml", "settings; by default below ~/.config");
    text +=
        term("$XDG_STATE_HOME/gopls-proxy/", "log and incidents; by default below ~/.local/state");
    text +=
        term("$XDG_CACHE_HOME/gopls-proxy/", "caches of replacements; by default below ~/.cache");
    text += app::roff_paragraphs("On macOS they are below ~/Library.\n");
    text += ".SH SEE ALSO\n.BR go (1)\n";
    return text;
}

}  // namespace cli
