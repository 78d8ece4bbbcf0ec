#include "doctor/facts/editor_scripts.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "doctor/facts/gopls_api.hpp"

namespace doctor {
namespace {

/// Flags that no other program of an editor has in this form.
constexpr std::array<std::string_view, 6> kFlagStarts = {
    "-remote=", "-listen=", "-debug=", "-mcp.listen=", "-remote.debug=", "-port=",
};

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

/// Returns whether the line is a comment of Lua, Vim script or Emacs Lisp.
bool is_comment(std::string_view line, std::string_view file) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == line.npos) return true;
    line.remove_prefix(first);
    if (file.ends_with(".lua")) return line.starts_with("--");
    if (file.ends_with(".el") || file.ends_with(".emacs")) return line.starts_with(';');
    return line.starts_with('"');
}

/// Appends the texts in quotes that are flags of gopls.
void add_flags(std::string_view line, int number, std::vector<EditorSetting>& flags) {
    for (std::size_t at = line.find_first_of("'\""); at != line.npos;) {
        const std::size_t end = line.find(line[at], at + 1);
        if (end == line.npos) return;
        std::string_view word = line.substr(at + 1, end - at - 1);
        std::string_view bare = word;
        if (bare.starts_with("--")) bare.remove_prefix(1);
        const bool is_flag =
            std::any_of(kFlagStarts.begin(), kFlagStarts.end(),
                        [&](std::string_view start) { return bare.starts_with(start); });
        if (is_flag) flags.push_back({{std::string(word)}, std::string(word), number});
        at = line.find_first_of("'\"", end + 1);
    }
}

/// Returns the value behind `name =`, `name:` or `"name" .`; nothing if none is assigned.
std::optional<SettingJson> assigned(std::string_view rest) {
    const std::size_t sign = rest.find_first_not_of(" \t'\"]");
    if (sign == rest.npos || std::string_view("=:.").find(rest[sign]) == rest.npos) {
        return std::nullopt;
    }
    const std::size_t value = rest.find_first_not_of(" \t", sign + 1);
    const std::string_view text = value == rest.npos ? "" : rest.substr(value);
    if (text.starts_with("true") || text.starts_with("v:true")) return true;
    if (text.starts_with("false") || text.starts_with("v:false")) return false;
    return SettingJson();
}

void add_names(std::string_view line, int number, std::vector<EditorSetting>& settings) {
    for (std::size_t at = 0; at < line.size();) {
        if (!is_word(line[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < line.size() && is_word(line[end])) ++end;
        const std::string name(line.substr(at, end - at));
        at = end;
        if (!is_only_of_gopls(name)) continue;
        if (auto value = assigned(line.substr(end))) {
            settings.push_back({{name}, std::move(*value), number});
        }
    }
}

}  // namespace

void read_script(EditorFile& file) {
    if (file.text.find("gopls") == std::string::npos) return;
    std::string_view rest = file.text;
    for (int number = 1; !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (is_comment(line, file.file)) continue;
        add_flags(line, number, file.flags);
        add_names(line, number, file.gopls);
    }
}

}  // namespace doctor
