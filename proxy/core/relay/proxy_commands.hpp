// The proxy's own commands in the editor (LSP 3.17, "workspace/executeCommand"): their names, and
// how they are announced. Announcing them is one of the few alterations of gopls's output
// (docs/design.md, "Unaltered bytes"). Engine executes them (engine_commands.cpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/settings.hpp"

namespace core {

enum class ProxyCommand {
    kReload,        ///< gopls reloads its folders
    kRestart,       ///< a fresh gopls with the same cache takes over
    kRestartClean,  ///< the same with a clean cache
    kStatus,        ///< the proxy's state, as JSON
    kIncident,      ///< saves a fresh sample as an incident
    kPark,          ///< gopls is ended, and requests wait; only over the control socket
    kUnpark,        ///< a gopls is started again, and gets the requests; as kPark
};

/// Returns whether this mode offers the command: `off` offers none, `observe` only those that
/// change nothing.
bool is_offered(ProxyCommand command, Mode mode);

/// Returns the command with this name if this mode offers it.
std::optional<ProxyCommand> proxy_command(std::string_view name, Mode mode);

/// Returns the reply to `initialize` with the commands of this mode added to
/// `capabilities.executeCommandProvider.commands`, and every other byte unchanged. Nothing if the
/// reply has no such list, or there is nothing to add.
std::optional<std::string> with_proxy_commands(std::string_view body, Mode mode);

}  // namespace core
