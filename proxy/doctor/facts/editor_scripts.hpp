// Words about gopls in the scripts of Neovim, Vim and Emacs. A script is not run, so that only what
// stands literally on a line is found. Pure.
#pragma once

#include "doctor/facts/editor_settings.hpp"

namespace doctor {

/// Appends the flags of gopls in quotes, and the names of gopls settings that are assigned a value.
/// Only for a script that mentions gopls; comments are left out.
void read_script(EditorFile& file);

}  // namespace doctor
