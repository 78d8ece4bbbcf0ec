// Settings about Go and gopls in the files of editors: those of VS Code's Go extension, those that
// editors send to gopls, and the command line of gopls. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "editors/change.hpp"

namespace doctor {

using SettingJson = nlohmann::json;

struct EditorSetting {
    editors::Keys keys;  ///< its place in the file: `gopls`, `ui.semanticTokens`
    SettingJson value;   ///< null in a script, where it is unknown
    int line = 0;        ///< from 1

    /// Returns its place for a person: `gopls.ui.semanticTokens`.
    std::string place() const { return editors::joined(keys); }
    /// Returns the name by which gopls knows it: `semanticTokens`. gopls ignores all before the
    /// last dot (internal/settings, Options.Set).
    std::string name_for_gopls() const;
};

/// How a settings file is read.
enum class Dialect { kVsCode, kVsCodeWorkspace, kZed, kHelix, kCoc, kScript };

struct EditorFile {
    std::string editor;  ///< "VS Code"
    std::string file;    ///< absolute
    Dialect dialect = Dialect::kVsCode;
    bool in_workspace = false;
    std::string text = {};
    /// Why the file cannot be read as JSON or TOML; empty if it can.
    std::string error = {};
    int error_line = 0;
    std::vector<EditorSetting> go = {};        ///< `go.…` of VS Code's Go extension
    std::vector<EditorSetting> gopls = {};     ///< settings that the editor sends to gopls
    std::vector<EditorSetting> flags = {};     ///< one word each of gopls's command line
    std::vector<EditorSetting> programs = {};  ///< started as gopls
    /// Those of `programs` that do not exist; only paths are checked.
    std::vector<std::string> missing_programs = {};

    /// Returns the setting of the Go extension with this key, or null.
    const EditorSetting* find_go(std::string_view key) const;
};

/// Fills the settings of a file from its text.
void read_settings_of(EditorFile& file);

}  // namespace doctor
