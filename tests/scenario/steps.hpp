// Steps that many scenarios share, such as a server that hangs or a standby that cannot finish
// loading. They use the terms of docs/design.md, "Verdicts".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/harness.hpp"

namespace scenario {

inline const std::string kFile = "file:///w/a.go";
inline const std::string kOther = "file:///w/b.go";
inline constexpr auto kHover = "textDocument/hover";
inline constexpr auto kReferences = "textDocument/references";
inline constexpr auto kRegister = "client/registerCapability";
inline constexpr auto kReload = "workspace/didChangeWorkspaceFolders";
inline constexpr auto kWatchedFiles = "workspace/didChangeWatchedFiles";
inline constexpr int kRequestCancelled = -32800;
inline constexpr int kServerCancelled = -32802;

/// The active server hangs on a hover, without a sign of work. Returns the hover's id.
int deadlocks(World& world);
/// As `deadlocks`, and time passes until another server has taken over.
int deadlocks_and_is_replaced(World& world);
/// All servers but the first hang on a message with this method.
void later_servers_hang_on(World& world, std::string_view method);
/// Starts a `go list` below the server that waits on an established, silent connection.
void go_list_waits_for_network(Gopls& gopls);
/// Starts a `go list` below the server that does nothing and has no connection.
void go_list_does_nothing(Gopls& gopls);
/// Runs a session whose editor does not watch files.
void runs_without_watching(World& world);
/// Returns the methods of the messages to the first gopls from the `n`th on, without probes.
std::vector<std::string> got_since(World& world, std::size_t n);
/// The active server writes to its log; `type` is a MessageType.
void logs(World& world, int type, const std::string& message);
/// Types an edit past the end of the text, which no server and no mirror can apply.
void types_nonsense(World& world);
/// The server uses CPU before each sample.
void works(Gopls& gopls);

}  // namespace scenario
