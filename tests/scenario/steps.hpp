// Steps that many scenarios share: how a server gets stuck, how a standby is
// kept waiting. What they do is said in the words of docs/design.md, "Verdicts".
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
inline constexpr int kServerCancelled = -32802;

/// The active server stands still on a hover, with no sign of work. Returns the hover's id.
int deadlocks(World& world);
/// As `deadlocks`, and time goes by until another server has taken over.
int deadlocks_and_is_replaced(World& world);
/// Servers other than the first stand still on a message with this method.
void later_servers_hang_on(World& world, std::string_view method);
/// A `go list` of the server that waits on an established, silent connection.
void go_list_waits_for_network(Gopls& gopls);
/// A `go list` of the server that does nothing, and has no connection.
void go_list_does_nothing(Gopls& gopls);
/// The editor does not watch files, and the session runs.
void runs_without_watching(World& world);
/// What the first gopls was sent from the `n`th message on, by method, without probes.
std::vector<std::string> got_since(World& world, std::size_t n);
/// The active server writes to its log; `type` is a MessageType.
void logs(World& world, int type, const std::string& message);
/// An edit past the end of the text: no server and no mirror can apply it.
void types_nonsense(World& world);
/// Uses CPU before each look.
void works(Gopls& gopls);

}  // namespace scenario
