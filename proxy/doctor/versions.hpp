// Versions of Go and gopls, and which fit each other. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace doctor {

/// A version of Go, or the version on a go line. As for the go command, 1.26 comes before 1.26rc1,
/// and that before 1.26.0 (go.dev/doc/toolchain, "Go versions").
struct GoVersion {
    int major = 0;
    int minor = 0;
    int patch = -1;      ///< -1: a language version, without a third number
    int prerelease = 0;  ///< 0: none, 1: beta, 2: rc
    int number = 0;      ///< of the prerelease

    /// Orders versions.
    friend bool operator<(const GoVersion& a, const GoVersion& b) { return a.order() < b.order(); }
    /// Returns whether this is Go 1.MINOR of another minor version, and older.
    bool is_older_minor_than(const GoVersion& other) const {
        return std::tie(major, minor) < std::tie(other.major, other.minor);
    }

  private:
    std::tuple<int, int, int, int, int> order() const {
        // A prerelease is between the language version and the first release.
        const int release = patch >= 0 ? 2 : (prerelease != 0 ? 1 : 0);
        return {major, minor, release, prerelease, patch >= 0 ? patch : number};
    }
};

/// Parses `go1.26.8`, `1.26`, `1.26rc1`, and longer texts such as `go1.26.8 X:nocoverageredesign`
/// or `devel go1.27-abc`. Returns nothing for any other text.
std::optional<GoVersion> parse_go_version(std::string_view text);

/// A release of gopls.
struct GoplsVersion {
    int major = 0;
    int minor = 0;
    int patch = 0;
    friend auto operator<=>(const GoplsVersion&, const GoplsVersion&) = default;
};

/// Parses `v0.23.0` and prereleases of it. Returns nothing for `(devel)` and other texts.
std::optional<GoplsVersion> parse_gopls_version(std::string_view text);

/// Returns the newest gopls that this Go builds by itself and that works with it: `v0.23.0`, or
/// `latest` for a Go that is newer than this program knows. Sources: the go line of each release's
/// go.mod, and for Go before 1.21 gopls's own table (internal/util/goversion).
std::string fitting_gopls(const GoVersion& go);

}  // namespace doctor
