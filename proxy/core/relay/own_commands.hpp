// The proxy's own commands in the editor (LSP 3.17, "workspace/executeCommand"): their names, and
// how the editor comes to know them. They are one of the few alterations of what gopls says
// (docs/design.md, "Unaltered bytes"). What they do is Engine's business (engine_commands.cpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/settings.hpp"

namespace core {

enum class OwnCommand {
    kReload,        ///< gopls loads its folders anew
    kRestart,       ///< a fresh gopls with the same cache takes over
    kRestartClean,  ///< the same with a clean cache
    kStatus,        ///< what the proxy knows, as JSON
    kIncident,      ///< what a look sees now is kept as an incident
};

/// The command with this name, if it is offered in this mode: `off` offers none, `observe` only
/// those that change nothing.
std::optional<OwnCommand> own_command(std::string_view name, Mode mode);

/// The reply to `initialize` with the commands offered in this mode added to
/// `capabilities.executeCommandProvider.commands`, all else byte for byte as it was. Nothing if it
/// has no such list or there is nothing to add.
std::optional<std::string> with_own_commands(std::string_view body, Mode mode);

}  // namespace core
