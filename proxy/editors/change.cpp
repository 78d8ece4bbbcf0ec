#include "editors/change.hpp"

#include "editors/jsonc_edit.hpp"
#include "editors/toml_edit.hpp"

namespace editors {

boost::system::result<Edited, Failure> add_setting(Format format, std::string_view text,
                                                   const Keys& keys, const Json& value) {
    return format == Format::kJson ? add_to_jsonc(text, keys, value)
                                   : add_to_toml(text, keys, value);
}

TextResult remove_setting(Format format, std::string_view text, const Addition& addition) {
    return format == Format::kJson ? remove_from_jsonc(text, addition)
                                   : remove_from_toml(text, addition);
}

boost::system::result<std::optional<Setting>, TextError> setting_at(Format format,
                                                                    std::string_view text,
                                                                    const Keys& keys) {
    return format == Format::kJson ? setting_in_jsonc(text, keys) : setting_in_toml(text, keys);
}

std::string describe(const TextError& error) {
    return "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) +
           ": " + error.sentence;
}

std::string joined(const Keys& keys) {
    std::string text;
    for (const std::string& key : keys) text += (text.empty() ? "" : ".") + key;
    return text;
}

Failure not_an_object(const Keys& keys, std::size_t depth) {
    if (depth == 0) return {"the outermost value is not an object"};
    return {joined({keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(depth)}) +
            " is not an object"};
}

std::string line_end_of(std::string_view text) {
    const std::size_t newline = text.find('\n');
    const bool windows =
        newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r';
    return windows ? "\r\n" : "\n";
}

}  // namespace editors
