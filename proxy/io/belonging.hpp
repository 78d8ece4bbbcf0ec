// Which processes belong to a server and are ended with it. The proxy and its
// guardian both go by this rule.
//
// Everything below the server belongs to it, except daemons that detached themselves
// (a build server, git's credential cache). They inherit the server's mark, but other
// programs use them too, and without the proxy they outlive gopls. So does a gopls that other
// editors share, also while its first forwarder is its parent.
#pragma once

#include <string_view>
#include <vector>

#include "io/proc_stat.hpp"

namespace io {

/// One flag for each of `all`: whether it belongs to the server. `marked` says which of them carry
/// the server's mark. `sessions` are the server's: at first that of its leader alone; those that
/// its processes have begun, or may still begin, are added for the next look.
///
/// A session counts only if a member is marked, or if its leader is a child of `parent_pid` (0 =
/// none): its number alone proves nothing once the leader is gone. Then all of the session belong,
/// and all their descendants; and whatever marked gopls has detached itself (a script that runs
/// `setsid gopls`), or `go list`, `env` or `version`, but not a go command that a daemon runs:
/// others are of the user's, and outlive gopls without the proxy, too. Without any session,
/// where the leader is not known, all that are marked belong, and their descendants.
std::vector<bool> belonging(const std::vector<ProcStat>& all, const std::vector<bool>& marked,
                            std::vector<int>& sessions, int parent_pid);

/// By the name that a process shows.
bool is_gopls(std::string_view name);
bool is_gopls_or_go(std::string_view name);

}  // namespace io
