// The two ways to end without serving: to become the real gopls, and to tell an
// editor why there is none.
//
// Both block and neither needs a loop: they are called before there is one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace app {

/// What a shell returns for a command that is not there; so do we.
inline constexpr int kExitNotFound = 127;
/// The same for one that is there and cannot be executed.
inline constexpr int kExitNotExecutable = 126;

/// Why `exec_gopls` came back.
struct ExecFailure {
    std::string sentence;
    int exit_code = kExitNotFound;
};

/// Replaces this process by gopls; `path` is also its `argv[0]`. Its environment says how deep
/// the chain of proxies is (`GOPLS_PROXY_DEPTH`). Returns only on failure.
ExecFailure exec_gopls(const std::string& path, const std::vector<std::string>& arguments);

/// A session with an editor that has no server behind it: `initialize` is answered with no
/// capabilities, then `reason` is shown (`window/showMessage`), other requests get an error until
/// the editor ends the session. Reads `in` and writes `out` until `exit` or the end of input.
/// Returns the exit code, `kExitNotFound`.
int missing_gopls_session(std::string_view reason, int in = 0, int out = 1);

}  // namespace app
