// Finding the real gopls, and never a gopls-proxy in its place
// (docs/pitfalls.md, "Proxies in a circle").
//
// It looks at files and runs none. What it finds is checked on the disk as it
// is now; a chain of proxies that these checks cannot see through (a shell script
// around one) ends at the depth that the environment carries, or that the
// processes above this one show.
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

/// So many proxies above each other are a loop, not a set-up.
inline constexpr int kMaxDepth = 3;

/// What a person does to get one.
inline constexpr std::string_view kInstallCommand = "go install golang.org/x/tools/gopls@latest";

struct FoundGopls {
    /// Absolute, as it was found: a link is not followed.
    std::string path;
    /// `PATH`, `GOBIN`, `GOPATH/bin`, `~/go/bin`, or the source of the explicit path.
    std::string found_in;
    /// A sentence for each candidate that was a gopls-proxy.
    std::vector<std::string> notes;
};

struct NotFound {
    /// Where was looked and what to install or to set.
    std::string sentence;
};

/// What to look for.
struct GoplsSearch {
    /// The setting `gopls`: an absolute path, one that begins with `~/`, or a name to be looked up
    /// on PATH. Empty: `gopls` on PATH, then in GOBIN, GOPATH/bin and ~/go/bin.
    std::string explicit_path = {};
    /// Where the setting comes from, for the sentence: `GOPLS_PROXY_GOPLS`.
    std::string source = "the setting gopls";
    /// Never found, nor is a link to it.
    std::filesystem::path self = own_executable();
};

/// What the settings say about it.
GoplsSearch search_of(const Configured& configured);

/// Relative folders on PATH are passed over, as Go does: they would name something in the
/// workspace that happens to be open.
boost::system::result<FoundGopls, NotFound> find_gopls(const GoplsSearch& search,
                                                       const Environment& environment);

}  // namespace app
