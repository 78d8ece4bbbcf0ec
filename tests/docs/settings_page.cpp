// The table of settings in docs/settings.md, made from the one in the program:
//
//     settings_page PAGE            writes the table between the two marks of the page
//     settings_page --check PAGE    exits with 1, and says what to run, if it is another
#include "app/config/table.hpp"

#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kBegin = "<!-- settings: begin -->\n";
constexpr std::string_view kEnd = "<!-- settings: end -->\n";

std::string code(const std::string& text) {
    return text.empty() ? text : "`" + text + "`";
}

std::string row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) line += cell.empty() ? " |" : " " + cell + " |";
    return line + "\n";
}

std::string table() {
    std::string text = row({"setting", "default", "allowed", "meaning"}) + "|---|---|---|---|\n";
    for (const app::Setting& setting : app::settings_table()) {
        text +=
            row({code(std::string(setting.name)), code(app::value_text(setting, app::Configured{})),
                 app::allowed_text(setting), std::string(setting.help)});
    }
    return text + row({code(std::string(app::kMethodPrefix) + "<method>"), "", "",
                       std::string(app::kMethodHelp)});
}

/// The page with the table in its place; nothing if one of the marks is missing.
std::optional<std::string> with_table(const std::string& page) {
    const std::size_t begin = page.find(kBegin);
    const std::size_t end = page.find(kEnd);
    if (begin == std::string::npos || end == std::string::npos || end < begin) return std::nullopt;
    return page.substr(0, begin + kBegin.size()) + "\n" + table() + "\n" + page.substr(end);
}

int fail(const std::string& sentence) {
    std::cerr << "settings_page: " << sentence << "\n";
    return 1;
}

}  // namespace

int main(int argc, char* argv[]) {
    const bool check = argc == 3 && std::string_view(argv[1]) == "--check";
    if (!check && argc != 2) return fail("usage: settings_page [--check] PAGE");
    const std::string path = argv[argc - 1];
    std::stringstream content;
    if (!(content << std::ifstream(path, std::ios::binary).rdbuf())) {
        return fail(path + " cannot be read");
    }
    const std::string page = content.str();
    const auto wanted = with_table(page);
    if (!wanted) return fail(path + " has no lines '<!-- settings: begin -->' and '… end -->'");
    if (page == *wanted) return 0;
    if (check) {
        return fail(path +
                    " differs from proxy/app/config/table.cpp; to write its table again, "
                    "run\n    " +
                    argv[0] + " " + path);
    }
    if (!(std::ofstream(path, std::ios::binary) << *wanted << std::flush)) {
        return fail(path + " cannot be written");
    }
    return 0;
}
