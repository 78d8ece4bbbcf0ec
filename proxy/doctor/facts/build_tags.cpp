#include "doctor/facts/build_tags.hpp"

#include <algorithm>
#include <utility>

namespace doctor {
namespace {

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

std::vector<std::string> strings_in(const SettingJson& json) {
    std::vector<std::string> list;
    if (!json.is_array()) return list;
    for (const SettingJson& one : json) {
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

namespace {

/// Appends the tags that VS Code passes to gopls because of this file.
void add_tags(const EditorFile& file, std::vector<TagSetting>& found) {
    if (file.dialect != Dialect::kVsCode && file.dialect != Dialect::kVsCodeWorkspace) return;
    const auto add = [&](const EditorSetting& setting, const std::string& tags) {
        if (!tags.empty()) found.push_back({setting.place(), tags, file.file});
    };
    if (const EditorSetting* tags = file.find_go("go.buildTags"); tags && tags->value.is_string()) {
        add(*tags, normalized(tags->value.get<std::string>()));
    }
    if (const EditorSetting* flags = file.find_go("go.buildFlags")) {
        add(*flags, tags_in(strings_in(flags->value)));
    }
    for (const EditorSetting& setting : file.gopls) {
        if (setting.name_for_gopls() == "buildFlags") {
            add(setting, tags_in(strings_in(setting.value)));
        }
    }
}

}  // namespace

std::vector<TagSetting> editor_tags(const std::vector<EditorFile>& files) {
    std::vector<TagSetting> in_folder;
    std::vector<TagSetting> of_user;
    for (const EditorFile& file : files) add_tags(file, file.in_workspace ? in_folder : of_user);
    return in_folder.empty() ? of_user : in_folder;
}

}  // namespace doctor
