#include "doctor/facts/editor_settings.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "doctor/facts/editor_scripts.hpp"
#include "editors/jsonc.hpp"

namespace doctor {
namespace {

using editors::Format;
using editors::Keys;

/// The values of a settings file with their lines.
class Values {
  public:
    Values(Format format, std::string_view text) : format_(format), text_(text) {}

    /// Returns the whole value; nothing for an empty or broken text.
    const std::optional<SettingJson>& root() const { return root_; }

    /// Returns why the text is broken; empty if it is not.
    std::optional<editors::TextError> read() {
        auto whole = editors::setting_at(format_, text_, {});
        if (!whole) return whole.error();
        if (*whole) root_ = std::move((*whole)->value);
        return std::nullopt;
    }

    /// Returns the value at `keys`, or null.
    const SettingJson* at(const Keys& keys) const {
        return root_ ? editors::value_at(*root_, keys) : nullptr;
    }

    EditorSetting setting(Keys keys, SettingJson value) const {
        const auto found = editors::setting_at(format_, text_, keys);
        const int line = found && *found ? static_cast<int>((*found)->line) : 0;
        return {std::move(keys), std::move(value), line};
    }

    /// Appends the value at `keys`, if there is one.
    void add_one(const Keys& keys, std::vector<EditorSetting>& list) const {
        if (const SettingJson* value = at(keys)) list.push_back(setting(keys, *value));
    }

    /// Appends each member of the object at `keys`, if there is one.
    void add_members(const Keys& keys, std::vector<EditorSetting>& list) const {
        const SettingJson* object = at(keys);
        if (object == nullptr || !object->is_object()) return;
        for (const auto& [name, value] : object->items()) {
            Keys whole = keys;
            whole.push_back(name);
            list.push_back(setting(std::move(whole), value));
        }
    }

    /// Appends each word of the list at `keys`, if there is one.
    void add_words(const Keys& keys, std::vector<EditorSetting>& list) const {
        const SettingJson* array = at(keys);
        if (array == nullptr || !array->is_array()) return;
        const EditorSetting whole = setting(keys, nullptr);
        for (const SettingJson& word : *array) {
            if (!word.is_string()) continue;
            list.push_back({keys, word, whole.line + line_within(whole.line, word)});
        }
    }

  private:
    /// Returns how many lines below `line` the text of a word is; 0 if it is not found.
    int line_within(int line, const SettingJson& word) const {
        std::size_t at = 0;
        for (int i = 1; i < line && at != std::string_view::npos; ++i) {
            at = text_.find('\n', at);
            if (at != std::string_view::npos) ++at;
        }
        if (at == std::string_view::npos) return 0;
        const std::size_t found = text_.find(word.dump(), at);
        if (found == std::string_view::npos) return 0;
        return static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at),
                                           text_.begin() + static_cast<std::ptrdiff_t>(found),
                                           '\n'));
    }

    Format format_;
    std::string_view text_;
    std::optional<SettingJson> root_;
};

/// `base` is where the settings are: empty, or `settings` in a .code-workspace.
void read_vscode(const Values& values, const Keys& base, EditorFile& file) {
    const auto below = [&](std::initializer_list<std::string> keys) {
        Keys whole = base;
        whole.insert(whole.end(), keys);
        return whole;
    };
    const SettingJson* object = values.at(base);
    if (object == nullptr || !object->is_object()) return;
    for (const auto& [key, value] : object->items()) {
        if (key.starts_with("go.")) file.go.push_back(values.setting(below({key}), value));
        if (key.starts_with("gopls.")) file.gopls.push_back(values.setting(below({key}), value));
    }
    values.add_members(below({"gopls"}), file.gopls);
    values.add_words(below({"go.languageServerFlags"}), file.flags);
    values.add_one(below({"go.alternateTools", "gopls"}), file.programs);
}

void read_zed(const Values& values, EditorFile& file) {
    values.add_members({"lsp", "gopls", "initialization_options"}, file.gopls);
    values.add_words({"lsp", "gopls", "binary", "arguments"}, file.flags);
    values.add_one({"lsp", "gopls", "binary", "path"}, file.programs);
}

void read_helix(const Values& values, EditorFile& file) {
    values.add_members({"language-server", "gopls", "config"}, file.gopls);
    values.add_words({"language-server", "gopls", "args"}, file.flags);
    values.add_one({"language-server", "gopls", "command"}, file.programs);
}

void read_coc(const Values& values, EditorFile& file) {
    for (const char* name : {"go", "golang", "gopls"}) {
        values.add_members({"languageserver", name, "initializationOptions"}, file.gopls);
        values.add_words({"languageserver", name, "args"}, file.flags);
        values.add_one({"languageserver", name, "command"}, file.programs);
    }
    values.add_members({"go.goplsOptions"}, file.gopls);
    values.add_words({"go.goplsArgs"}, file.flags);
    values.add_one({"go.goplsPath"}, file.programs);
}

}  // namespace

std::string EditorSetting::name_for_gopls() const {
    const std::string& key = keys.back();
    return key.substr(key.rfind('.') + 1);
}

const EditorSetting* EditorFile::find_go(std::string_view key) const {
    const auto found = std::find_if(
        go.begin(), go.end(), [&](const EditorSetting& one) { return one.keys.back() == key; });
    return found == go.end() ? nullptr : &*found;
}

void read_settings_of(EditorFile& file) {
    if (file.dialect == Dialect::kScript) return read_script(file);
    Values values(file.dialect == Dialect::kHelix ? Format::kToml : Format::kJson, file.text);
    if (const auto error = values.read()) {
        file.error = error->sentence;
        file.error_line = static_cast<int>(error->line);
        return;
    }
    switch (file.dialect) {
        case Dialect::kVsCode:
            return read_vscode(values, {}, file);
        case Dialect::kVsCodeWorkspace:
            return read_vscode(values, {"settings"}, file);
        case Dialect::kZed:
            return read_zed(values, file);
        case Dialect::kHelix:
            return read_helix(values, file);
        case Dialect::kCoc:
            return read_coc(values, file);
        case Dialect::kScript:
            return;
    }
}

}  // namespace doctor
