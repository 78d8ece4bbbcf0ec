#include "cli/doctor/shown.hpp"

#include "app/incidents/mask.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::doctor {

std::string shown(std::string_view text) {
    std::string line;
    for (const char c : text) line += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
    return incidents::printable(app::incidents::mask_secrets(line));
}

std::string shown_at_home(std::string_view text, const Style& style) {
    std::string line = shown(text);
    if (style.home.size() < 2) return line;
    const std::string prefix = style.home + "/";
    for (std::size_t at = line.find(prefix); at != std::string::npos;
         at = line.find(prefix, at + 2)) {
        const bool begins =
            at == 0 || std::string_view(" `'\"=:(").find(line[at - 1]) != std::string_view::npos;
        // A shell does not expand it in quotes.
        const bool quoted = at > 0 && line[at - 1] == '\'';
        if (begins && !quoted) line.replace(at, prefix.size(), "~/");
    }
    return line;
}

}  // namespace cli::doctor
