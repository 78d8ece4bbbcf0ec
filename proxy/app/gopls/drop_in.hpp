// Two ways to end without serving: replace this process by the real gopls, or show in the editor
// why there is no gopls.
//
// Both block and need no loop; they are called before there is one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace app {

/// The exit code of a shell for a command that is not found; the proxy uses the same.
inline constexpr int kExitNotFound = 127;
/// The same for a command that cannot be executed.
inline constexpr int kExitNotExecutable = 126;

/// Why `exec_gopls` returned.
struct ExecFailure {
    std::string sentence;
    int exit_code = kExitNotFound;
};

/// Replaces this process by gopls; `path` is also its `argv[0]`. Sets the depth of the chain of
/// proxies (`GOPLS_PROXY_DEPTH`) in its environment. Returns only on failure.
ExecFailure exec_gopls(const std::string& path, const std::vector<std::string>& arguments);

/// Runs a session with an editor without a server. It answers `initialize` with no capabilities,
/// shows `reason` (`window/showMessage`), and answers all other requests with an error. Reads `in`
/// and writes `out` until `exit` or the end of input. Returns the exit code, `kExitNotFound`.
int missing_gopls_session(std::string_view reason, int in = 0, int out = 1);

}  // namespace app
