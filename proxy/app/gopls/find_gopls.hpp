// Finds the real gopls, and never a gopls-proxy (docs/pitfalls.md, "Proxies in a circle").
//
// It inspects files and runs none. The checks use the current state of the disk. They cannot detect
// every chain of proxies (a shell script around one). Such a chain ends at `kMaxDepth`, counted in
// the environment and by the processes above this one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/configured.hpp"
#include "app/environment.hpp"
#include "app/gopls/executable.hpp"
#include "app/result.hpp"

namespace app {

/// This many proxies above each other are a loop, not a set-up.
inline constexpr int kMaxDepth = 3;

/// The command that installs gopls.
inline constexpr std::string_view kInstallCommand = "go install golang.org/x/tools/gopls@latest";

struct FoundGopls {
    /// The absolute path, with links not resolved.
    std::string path;
    /// `PATH`, `GOBIN`, `GOPATH/bin`, `~/go/bin`, or the source of the explicit path.
    std::string found_in;
    /// One sentence for each candidate that was a gopls-proxy.
    std::vector<std::string> notes;
};

struct NotFound {
    /// Says where the proxy searched, and what to install or to set.
    std::string sentence;
};

/// The input of the search.
struct GoplsSearch {
    /// The setting `gopls`: an absolute path, a path that begins with `~/`, or a name to look up on
    /// PATH. Empty: `gopls` on PATH, then in GOBIN, GOPATH/bin and ~/go/bin.
    std::string explicit_path = {};
    /// The source of the setting, for the sentence: `GOPLS_PROXY_GOPLS`.
    std::string source = "the setting gopls";
    /// Never returned, nor is a link to it.
    std::filesystem::path self = own_executable();
};

/// Returns the search that the settings ask for.
GoplsSearch search_of(const Configured& configured);

/// Searches for gopls. Skips relative folders on PATH, as Go does: they would name something in the
/// workspace that happens to be open.
boost::system::result<FoundGopls, NotFound> find_gopls(const GoplsSearch& search,
                                                       const Environment& environment);

}  // namespace app
