#include "doctor/versions.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace doctor {
namespace {

/// Takes a number from the front of `text`; nothing if it does not begin with one.
std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// The last gopls that builds with a Go, and the Go that it needs for that.
struct Release {
    std::string_view gopls;
    std::string_view needs_go;
};

/// In ascending order. The go line of the module golang.org/x/tools/gopls at that version; those
/// before Go 1.21 from gopls's table of supported versions.
constexpr auto kReleases = std::to_array<Release>({
    {"v0.7.5", "1.12"},
    {"v0.9.5", "1.15"},
    {"v0.11.0", "1.16"},
    {"v0.14.2", "1.18"},
    {"v0.15.3", "1.19"},
    {"v0.16.2", "1.21"},
    {"v0.17.1", "1.23.1"},
    {"v0.18.1", "1.23.4"},
    {"v0.20.0", "1.24.2"},
    {"v0.21.1", "1.25"},
    {"v0.23.0", "1.26.0"},
    {"v0.24.0", "1.27.0"},
});

}  // namespace

std::optional<GoVersion> parse_go_version(std::string_view text) {
    take(text, "devel ");
    take(text, "go");
    GoVersion version;
    const auto major = take_number(text);
    if (!major || !take(text, ".")) return std::nullopt;
    const auto minor = take_number(text);
    if (!minor) return std::nullopt;
    version.major = *major;
    version.minor = *minor;
    if (take(text, ".")) {
        const auto patch = take_number(text);
        if (!patch) return std::nullopt;
        version.patch = *patch;
    } else if (const bool beta = take(text, "beta"); beta || take(text, "rc")) {
        version.prerelease = beta ? 1 : 2;
        version.number = take_number(text).value_or(0);
    }
    // The rest is a vendor's suffix, or lists experiments.
    const bool ends = text.empty() || text[0] == '-' || text[0] == '+' || text[0] == ' ';
    return ends ? std::optional(version) : std::nullopt;
}

std::optional<GoplsVersion> parse_gopls_version(std::string_view text) {
    GoplsVersion version;
    if (!take(text, "v")) return std::nullopt;
    for (int* part : {&version.major, &version.minor, &version.patch}) {
        if (part != &version.major && !take(text, ".")) return std::nullopt;
        const auto number = take_number(text);
        if (!number) return std::nullopt;
        *part = *number;
    }
    return version;
}

std::string fitting_gopls(const GoVersion& go) {
    const auto& last = kReleases.back();
    if (parse_go_version(last.needs_go)->is_older_minor_than(go)) return "latest";
    const auto first_too_new = std::find_if(
        kReleases.begin(), kReleases.end(),
        [&](const Release& release) { return go < *parse_go_version(release.needs_go); });
    if (first_too_new == kReleases.begin()) return std::string(kReleases.front().gopls);
    return std::string(std::prev(first_too_new)->gopls);
}

}  // namespace doctor
