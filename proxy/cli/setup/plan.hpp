// Decides about one editor: from the text of its settings, and from what was added
// before. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cli/setup/entry.hpp"

namespace cli::setup {

enum class State {
    kSetUp,
    kNotSetUp,
    kOtherwise,  ///< another program than gopls-proxy is set
    kByHand,     ///< a snippet is printed
    kRefused     ///< the settings cannot be read or edited
};

/// Returns `set up otherwise`.
std::string_view words_for(State state);

struct Plan {
    const Editor* editor = nullptr;
    State state = State::kNotSetUp;
    std::string file;
    std::size_t line = 0;             ///< of the setting; 0 if there is none
    std::string key = {};             ///< the setting: `go.alternateTools.gopls`
    std::string value = {};           ///< the program that it names
    std::string reason = {};          ///< why nothing can be done; a sentence without its dot
    std::optional<Edited> edit = {};  ///< the text to write
    std::string diff = {};            ///< to that text
};

/// Returns whether an editor that starts a command starts a gopls-proxy.
using IsProxy = std::function<bool(const std::string& command)>;

/// Returns the plan for an editor whose settings file has this text.
Plan plan_setup(const Editor& editor, const std::string& file, std::string_view text,
                const Program& program, const IsProxy& is_proxy);

/// Returns the plan to remove what was added. `kNotSetUp` without an edit if it is gone already.
Plan plan_undo(const Editor& editor, const std::string& file, std::string_view text, Format format,
               const Addition& addition);

}  // namespace cli::setup
