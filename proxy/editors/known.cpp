#include "editors/known.hpp"

#include <algorithm>

namespace editors {
namespace {

Editor vscode(std::string_view id, std::string_view name, std::string_view folder,
              std::string_view file) {
    return {id, name, Kind::kEditor, Base::kConfig, {folder}, {file}, Way::kAlternateTools};
}

/// An editor whose other half runs on this machine, over SSH, in a container or in WSL.
Editor remote(std::string_view id, std::string_view name, std::string_view folder,
              std::string_view file) {
    return {id, name, Kind::kEditor, Base::kHome, {folder}, {file}, Way::kAlternateTools};
}

Editor vim(std::string_view id, std::string_view name, std::vector<std::string_view> folders,
           std::string_view snippet) {
    return {id,
            name,
            Kind::kEditor,
            Base::kHome,
            std::move(folders),
            {".vimrc", ".vim/vimrc"},
            Way::kByHand,
            {snippet}};
}

std::vector<Editor> visual_studio_codes() {
    return {
        vscode("vscode", "VS Code", "Code/User", "Code/User/settings.json"),
        vscode("vscode-insiders", "VS Code Insiders", "Code - Insiders/User",
               "Code - Insiders/User/settings.json"),
        vscode("vscodium", "VSCodium", "VSCodium/User", "VSCodium/User/settings.json"),
        vscode("cursor", "Cursor", "Cursor/User", "Cursor/User/settings.json"),
        vscode("windsurf", "Windsurf", "Windsurf/User", "Windsurf/User/settings.json"),
        remote("vscode-server", "VS Code, remote", ".vscode-server/data",
               ".vscode-server/data/Machine/settings.json"),
        remote("vscode-server-insiders", "VS Code Insiders, remote", ".vscode-server-insiders/data",
               ".vscode-server-insiders/data/Machine/settings.json"),
        remote("vscodium-server", "VSCodium, remote", ".vscodium-server/data",
               ".vscodium-server/data/Machine/settings.json"),
        remote("cursor-server", "Cursor, remote", ".cursor-server/data",
               ".cursor-server/data/Machine/settings.json"),
        remote("windsurf-server", "Windsurf, remote", ".windsurf-server/data",
               ".windsurf-server/data/Machine/settings.json"),
    };
}

std::vector<Editor> editors_with_files() {
    return {
        {"zed", "Zed", Kind::kEditor, Base::kDotConfig, {"zed"}, {"zed/settings.json"}, Way::kZed},
        {"helix",
         "Helix",
         Kind::kEditor,
         Base::kDotConfig,
         {"helix"},
         {"helix/languages.toml"},
         Way::kHelix},
    };
}

std::vector<Editor> editors_by_hand() {
    return {
        {"neovim",
         "Neovim",
         Kind::kEditor,
         Base::kDotConfig,
         {"nvim"},
         {"nvim/init.lua", "nvim/init.vim"},
         Way::kByHand,
         {"neovim/init-0.11.lua"},
         "For Neovim 0.11 and newer; editors/neovim has the lines for older versions.",
         "nvim"},
        vim("vim-ale", "Vim with ALE", {".vim/plugged/ale", ".vim/bundle/ale", ".vim/pack/*/*/ale"},
            "vim/ale.vim"),
        vim("vim-lsp", "Vim with vim-lsp",
            {".vim/plugged/vim-lsp", ".vim/bundle/vim-lsp", ".vim/pack/*/*/vim-lsp"},
            "vim/vim-lsp.vim"),
        vim("vim-go", "Vim with vim-go",
            {".vim/plugged/vim-go", ".vim/bundle/vim-go", ".vim/pack/*/*/vim-go"},
            "vim/vim-go.vim"),
        {"coc",
         "Vim with coc.nvim",
         Kind::kEditor,
         Base::kHome,
         {".vim/plugged/coc.nvim", ".vim/bundle/coc.nvim", ".vim/pack/*/*/coc.nvim"},
         {".vim/coc-settings.json"},
         Way::kByHand,
         {"vim/coc-settings.json", "vim/coc-go-settings.json"},
         "The first without coc-go, the second with it; `:CocConfig` opens the file."},
        {"emacs",
         "Emacs",
         Kind::kEditor,
         Base::kHome,
         {".emacs", ".emacs.d", ".config/emacs"},
         {".emacs.d/init.el", ".emacs", ".config/emacs/init.el"},
         Way::kByHand,
         {"emacs/eglot.el", "emacs/lsp-mode.el"},
         "The first for Eglot, the second for lsp-mode.",
         ".emacs.d"},
        {"goland",
         "GoLand, IntelliJ IDEA",
         Kind::kEditor,
         Base::kConfig,
         {"JetBrains/GoLand*", "JetBrains/IntelliJIdea*", "JetBrains/IdeaIC*"},
         {},
         Way::kByHand,
         {"goland/template.json", "goland/settings.json", "goland/initializationOptions.json"},
         "A template of the plugin LSP4IJ: save the three files in one folder, then import it with "
         "Settings, Languages & Frameworks, Language Servers, [+], Template."},
    };
}

std::vector<Editor> agents() {
    return {
        {"claude",
         "Claude Code",
         Kind::kAgent,
         Base::kHome,
         {".claude"},
         {},
         Way::kByHand,
         {"agents/lsp.json"},
         "The file `.lsp.json` of a plugin. Disable the plugin gopls-lsp, which starts gopls."},
        {"opencode",
         "opencode",
         Kind::kAgent,
         Base::kDotConfig,
         {"opencode"},
         {"opencode/opencode.json", "opencode/opencode.jsonc"},
         Way::kOpencode},
        {"crush",
         "Crush",
         Kind::kAgent,
         Base::kDotConfig,
         {"crush"},
         {"crush/crush.json"},
         Way::kCrush},
        {"copilot",
         "Copilot CLI",
         Kind::kAgent,
         Base::kHome,
         {".copilot"},
         {".copilot/lsp-config.json"},
         Way::kCopilot},
    };
}

std::vector<Editor> whole_table() {
    std::vector<Editor> all;
    for (const auto& part :
         {visual_studio_codes(), editors_with_files(), editors_by_hand(), agents()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace

const std::vector<Editor>& known_editors() {
    static const std::vector<Editor> kEditors = whole_table();
    return kEditors;
}

const Editor* editor_named(std::string_view id) {
    const auto found = std::find_if(known_editors().begin(), known_editors().end(),
                                    [&](const Editor& editor) { return editor.id == id; });
    return found == known_editors().end() ? nullptr : &*found;
}

}  // namespace editors
