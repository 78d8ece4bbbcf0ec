#include "doctor/facts/editor_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "app/gopls/executable.hpp"
#include "app/paths.hpp"
#include "doctor/facts/in_thread.hpp"
#include "editors/locate.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSettingsBytes = std::size_t{1} << 20;
constexpr std::size_t kMostFiles = 400;

/// A settings file in the folder that an editor opens.
struct WorkspaceFile {
    std::string_view editor;
    std::string_view path;
    Dialect dialect;
};

constexpr std::array<WorkspaceFile, 4> kWorkspaceFiles = {{
    {"VS Code", ".vscode/settings.json", Dialect::kVsCode},
    {"Zed", ".zed/settings.json", Dialect::kZed},
    {"Helix", ".helix/languages.toml", Dialect::kHelix},
    {"Vim with coc.nvim", ".vim/coc-settings.json", Dialect::kCoc},
}};

std::optional<Dialect> dialect_of(const editors::Editor& editor) {
    switch (editor.way) {
        case editors::Way::kAlternateTools:
            return Dialect::kVsCode;
        case editors::Way::kZed:
            return Dialect::kZed;
        case editors::Way::kHelix:
            return Dialect::kHelix;
        case editors::Way::kByHand:
            if (editor.kind != editors::Kind::kEditor || editor.files.empty()) return std::nullopt;
            return editor.id == "coc" ? Dialect::kCoc : Dialect::kScript;
        default:
            return std::nullopt;
    }
}

class Reader {
  public:
    explicit Reader(const app::Environment& environment) : environment_(environment) {}

    void add(std::string_view editor, const std::string& path, Dialect dialect, bool in_workspace) {
        std::error_code failure;
        // Editors of one kind share their scripts.
        const bool is_new = seen_.insert(path).second;
        if (!is_new || files_.size() >= kMostFiles) return;
        if (!fs::exists(fs::symlink_status(path, failure))) return;
        EditorFile file{std::string(editor), path, dialect, in_workspace, {}};
        read(file);
        if (file.text.empty() && file.error.empty()) return;
        if (file.error.empty()) read_settings_of(file);
        for (const EditorSetting& program : file.programs) {
            if (is_missing(program)) file.missing_programs.push_back(program.value);
        }
        files_.push_back(std::move(file));
    }
    std::vector<EditorFile> take() { return std::move(files_); }

  private:
    static void read(EditorFile& file) {
        std::error_code failure;
        // A pipe would block.
        if (!fs::is_regular_file(file.file, failure)) {
            file.error = failure ? failure.message() : "it is not a regular file";
            return;
        }
        auto text = io::read_file(file.file, kMostSettingsBytes);
        if (text) {
            file.text = *std::move(text);
        } else {
            file.error = text.error().message();
        }
    }

    /// Names are looked up in ways that differ between editors, and variables are theirs as well.
    bool is_missing(const EditorSetting& program) const {
        if (!program.value.is_string()) return false;
        const fs::path path = app::expand_home(program.value.get<std::string>(), environment_);
        return path.is_absolute() && path.string().find('$') == std::string::npos &&
               !app::is_executable(path);
    }

    const app::Environment& environment_;
    std::set<std::string> seen_;
    std::vector<EditorFile> files_;
};

std::vector<EditorFile> read_all(const std::string& folder, const app::Environment& environment) {
    Reader reader(environment);
    for (const editors::Editor& editor : editors::known_editors()) {
        const auto dialect = dialect_of(editor);
        if (!dialect) continue;
        const editors::Located located = editors::locate(editor, environment);
        if (!located.found) continue;
        if (*dialect != Dialect::kScript) {
            reader.add(editor.name, located.file, *dialect, false);
            continue;
        }
        for (const std::string& script : editors::scripts_of(located)) {
            reader.add(editor.name, script, *dialect, false);
        }
    }
    for (const WorkspaceFile& file : kWorkspaceFiles) {
        reader.add(file.editor, folder + "/" + std::string(file.path), file.dialect, true);
    }
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure);
         !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
        if (entry->path().extension() != ".code-workspace") continue;
        reader.add("VS Code", entry->path().string(), Dialect::kVsCodeWorkspace, true);
    }
    return reader.take();
}

}  // namespace

std::vector<EditorFile> editor_files(const std::string& folder, const app::Environment& environment,
                                     std::chrono::milliseconds limit) {
    return in_time(limit, [folder, environment] { return read_all(folder, environment); }, {});
}

}  // namespace doctor
