#include "docs/page.hpp"

#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string_view>

namespace docs {
namespace {

/// Returns the page with this table between its marks; nothing if a mark is missing.
std::optional<std::string> with_table(const std::string& page, const Table& table) {
    const std::string begin_mark = "<!-- " + table.name + ": begin -->\n";
    const std::size_t begin = page.find(begin_mark);
    const std::size_t end = page.find("<!-- " + table.name + ": end -->\n");
    if (begin == std::string::npos || end == std::string::npos || end < begin) return std::nullopt;
    return page.substr(0, begin + begin_mark.size()) + "\n" + table.text + "\n" + page.substr(end);
}

int fail(const Table& table, const std::string& sentence) {
    std::cerr << table.name << "_page: " << sentence << "\n";
    return 1;
}

}  // namespace

std::string code(const std::string& text) {
    return text.empty() ? text : "`" + text + "`";
}

std::string row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) line += cell.empty() ? " |" : " " + cell + " |";
    return line + "\n";
}

int keep(const Table& table, int argc, char* argv[]) {
    const bool check = argc == 3 && std::string_view(argv[1]) == "--check";
    if (!check && argc != 2) return fail(table, "usage: " + table.name + "_page [--check] PAGE");
    const std::string path = argv[argc - 1];
    std::stringstream content;
    if (!(content << std::ifstream(path, std::ios::binary).rdbuf())) {
        return fail(table, path + " cannot be read");
    }
    const std::string page = content.str();
    const auto wanted = with_table(page, table);
    if (!wanted) {
        return fail(table,
                    path + " lacks the lines '<!-- " + table.name + ": begin -->' and '… end -->'");
    }
    if (page == *wanted) return 0;
    if (check) {
        return fail(table, path + " differs from " + table.source +
                               "; to update its table, run\n    " + argv[0] + " " + path);
    }
    if (!(std::ofstream(path, std::ios::binary) << *wanted << std::flush)) {
        return fail(table, path + " cannot be written");
    }
    return 0;
}

}  // namespace docs
