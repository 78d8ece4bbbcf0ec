// The editors and coding agents that this program knows, and where their settings are.
// editors/README.md describes them for people. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace editors {

enum class Kind { kEditor, kAgent };

/// The folder in which the paths of an editor are.
enum class Base {
    kHome,
    kConfig,    ///< $XDG_CONFIG_HOME or ~/.config; on macOS ~/Library/Application Support
    kDotConfig  ///< $XDG_CONFIG_HOME or ~/.config on all systems
};

/// The setting that an editor has for the program.
enum class Way {
    kAlternateTools,  ///< `go.alternateTools.gopls` of VS Code's Go extension
    kZed,
    kHelix,
    kOpencode,
    kCrush,
    kCopilot,
    kByHand  ///< a script, or a dialog: a snippet is printed
};

struct Editor {
    std::string_view id;  ///< the word on the command line
    std::string_view name;
    Kind kind = Kind::kEditor;
    Base base = Base::kHome;
    /// Paths, with `*` as in a shell, of which one exists where the editor is used.
    std::vector<std::string_view> marks;
    /// The settings: the first that exists, else the first.
    std::vector<std::string_view> files;
    Way way = Way::kByHand;
    /// By hand: paths of the snippets in editors/, and a sentence about them.
    std::vector<std::string_view> snippets = {};
    std::string_view advice = {};
    /// By hand: the folder of the user's scripts, any of which may set the program.
    std::string_view scripts = {};
};

/// Returns all editors and agents, in the order in which they are listed.
const std::vector<Editor>& known_editors();

/// Returns the editor with this id, or null.
const Editor* editor_named(std::string_view id);

}  // namespace editors
