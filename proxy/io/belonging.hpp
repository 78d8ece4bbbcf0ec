// Decides which processes belong to a server and are ended with it. The proxy and its guardian both
// use this rule.
//
// Every descendant of the server belongs to it, except daemons that detached themselves (a build
// server, git's credential cache). Those inherit the server's mark, but other programs use them
// too, and without the proxy they would outlive gopls. The same exception holds for a gopls daemon
// shared with other editors, even while the forwarder that started it is still its parent.
#pragma once

#include <string_view>
#include <vector>

#include "io/proc_stat.hpp"

namespace io {

/// Returns one flag for each process in `all`: whether it belongs to the server. `marked` has one
/// flag for each process: whether it carries the server's mark. `sessions` holds the server's
/// session ids: at first only the leader's. Sessions that its processes have begun, or may still
/// begin, are added for the next call.
///
/// A session counts only if a member is marked, or if its leader is a child of `parent_pid` (0 =
/// none); once the leader is gone, the session's number alone proves nothing. All members of such a
/// session belong, with all their descendants.
///
/// So does a marked gopls that has detached itself (a script that runs `setsid gopls`), and a
/// marked `go list`, `env` or `version`, unless a daemon runs it. Any other go command is the
/// user's, and would outlive gopls without the proxy too.
///
/// If `sessions` is empty because the leader is unknown, all marked processes and their descendants
/// belong.
std::vector<bool> belonging(const std::vector<ProcStat>& all, const std::vector<bool>& marked,
                            std::vector<int>& sessions, int parent_pid);

/// Return whether a process with this name is gopls, or is gopls or the go command.
bool is_gopls(std::string_view name);
bool is_gopls_or_go(std::string_view name);

}  // namespace io
