#include "observability/metrics/merge.hpp"

#include <algorithm>
#include <string_view>

namespace observability::metrics {
namespace {

struct Family {
    std::string name;
    std::string head;    ///< the lines HELP and TYPE
    std::string series;  ///< the other lines
};

/// Returns the name in a line `# HELP name …` or `# TYPE name …`; empty for any other line.
std::string_view family_in(std::string_view line) {
    if (!line.starts_with("# HELP ") && !line.starts_with("# TYPE ")) return {};
    line.remove_prefix(std::string_view("# HELP ").size());
    return line.substr(0, line.find(' '));
}

/// Returns the index of the family.
std::size_t find_or_add(std::vector<Family>& families, std::string_view name) {
    const auto found = std::find_if(families.begin(), families.end(),
                                    [&](const Family& family) { return family.name == name; });
    const auto index = static_cast<std::size_t>(found - families.begin());
    if (index == families.size()) families.push_back({std::string(name), {}, {}});
    return index;
}

void add(std::vector<Family>& families, std::string_view text) {
    const std::size_t known = families.size();
    std::size_t current = 0;
    bool in_family = false;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string line = std::string(text.substr(0, end)) + "\n";
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::string_view named = family_in(line);
        if (!named.empty()) {
            current = find_or_add(families, named);
            in_family = true;
            if (current >= known) families[current].head += line;
        } else if (in_family) {
            families[current].series += line;
        }
    }
}

}  // namespace

std::string merged(const std::vector<std::string>& texts) {
    std::vector<Family> families;
    for (const std::string& text : texts) add(families, text);
    std::string whole;
    for (const Family& family : families) whole += family.head + family.series;
    return whole;
}

}  // namespace observability::metrics
