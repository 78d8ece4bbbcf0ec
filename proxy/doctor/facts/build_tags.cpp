#include "doctor/facts/build_tags.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "doctor/facts/in_thread.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

using SettingsJson = nlohmann::json;

constexpr std::size_t kMostSettingsBytes = std::size_t{4} << 20;

/// Returns the tags, sorted and each once; they may be separated by commas or blanks.
std::string normalized(std::string_view list) {
    std::vector<std::string> tags;
    std::string tag;
    const auto add = [&] {
        if (!tag.empty()) tags.push_back(std::exchange(tag, {}));
    };
    for (const char c : list) {
        if (c == ',' || c == ' ') {
            add();
        } else {
            tag += c;
        }
    }
    add();
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    std::string text;
    for (const std::string& one : tags) text += (text.empty() ? "" : ",") + one;
    return text;
}

/// Removes commas in front of a closing bracket, which VS Code allows.
std::string without_trailing_commas(std::string_view text) {
    std::string clean;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string && c == '\\' && i + 1 < text.size()) {
            clean += c;
            clean += text[++i];
            continue;
        }
        if (c == '"') in_string = !in_string;
        if (!in_string && c == ',') {
            const std::size_t next = text.find_first_not_of(" \t\r\n", i + 1);
            if (next != text.npos && (text[next] == '}' || text[next] == ']')) continue;
        }
        clean += c;
    }
    return clean;
}

std::vector<std::string> strings_in(const SettingsJson& json) {
    std::vector<std::string> list;
    if (!json.is_array()) return list;
    for (const SettingsJson& one : json) {
        if (one.is_string()) list.push_back(one.get<std::string>());
    }
    return list;
}

}  // namespace

std::string tags_in(const std::vector<std::string>& flags) {
    std::string tags;
    for (std::size_t i = 0; i < flags.size(); ++i) {
        std::string_view flag = flags[i];
        if (!flag.starts_with('-')) continue;
        flag.remove_prefix(flag.starts_with("--") ? 2 : 1);
        if (flag.starts_with("tags=")) {
            tags = normalized(flag.substr(5));
        } else if (flag == "tags" && i + 1 < flags.size()) {
            tags = normalized(flags[i + 1]);
        }
    }
    return tags;
}

std::vector<TagSetting> tags_of_vscode(std::string_view text, const std::string& file) {
    std::vector<TagSetting> found;
    const auto settings = SettingsJson::parse(without_trailing_commas(text), nullptr, false, true);
    if (!settings.is_object()) return found;
    const auto add = [&](const std::string& name, const std::string& tags) {
        if (!tags.empty()) found.push_back({name, tags, file});
    };
    if (settings.contains("go.buildTags") && settings.at("go.buildTags").is_string()) {
        add("go.buildTags", normalized(settings.at("go.buildTags").get<std::string>()));
    }
    if (settings.contains("go.buildFlags")) {
        add("go.buildFlags", tags_in(strings_in(settings.at("go.buildFlags"))));
    }
    if (settings.contains("gopls") && settings.at("gopls").is_object()) {
        for (const char* name : {"build.buildFlags", "buildFlags"}) {
            const SettingsJson& gopls = settings.at("gopls");
            if (gopls.contains(name)) {
                add(std::string("gopls, ") + name, tags_in(strings_in(gopls.at(name))));
            }
        }
    }
    return found;
}

std::vector<TagSetting> editor_tags(const std::string& folder, std::chrono::milliseconds limit) {
    const std::string file = folder + "/.vscode/settings.json";
    const std::string text = in_time(
        limit,
        [file]() -> std::string {
            auto read = io::read_file(file, kMostSettingsBytes);
            return read.has_value() ? std::move(*read) : std::string();
        },
        "");
    return tags_of_vscode(text, file);
}

}  // namespace doctor
