#include "doctor/checks/caches.hpp"

#include <filesystem>

#include "app/incidents/id.hpp"
#include "app/size_text.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// The go command deletes files that were not used for five days, gopls those over 1 GB.
constexpr std::uint64_t kLargeCache = std::uint64_t{20} << 30;
constexpr std::size_t kMostModulesNamed = 5;

std::string clean_command(const std::string& name) {
    if (name == "GOMODCACHE") return "gopls-proxy clean --mod-cache";
    return name == "GOCACHE" ? "gopls-proxy clean --build-cache" : "gopls-proxy clean";
}

/// Returns the path of an entry found in a cache.
std::string path_of(const CacheState& cache, const std::string& entry) {
    // `entry` begins with the name of the cache's own folder.
    const std::size_t slash = entry.find('/');
    return slash == std::string::npos ? cache.path : cache.path + entry.substr(slash);
}

std::string date_text(std::chrono::system_clock::time_point time) {
    constexpr std::size_t kDateBytes = 10;
    return app::incidents::rfc3339(time).substr(0, kDateBytes);
}

}  // namespace

Findings check_cache_unusable(const Facts& facts) {
    Findings findings;
    for (const CacheState& cache : facts.machine.caches) {
        const io::FoundEntries& foreign = cache.size.foreign;
        const io::FoundEntries& unreadable = cache.size.unreadable;
        const std::string folder = shell_word(cache.path);
        if (foreign.count > 0) {
            findings.push_back(
                {.seen = counted(foreign.count, "entry", "entries") + " of " + cache.name + ", " +
                         cache.path + ", belong to another user, such as " +
                         path_of(cache, foreign.first) + ".",
                 .why = "gopls and the go command fail where they cannot write, often after a "
                        "`sudo go …`.",
                 .mend = {"sudo chown -R \"$(id -u):$(id -g)\" " + folder,
                          clean_command(cache.name)}});
        }
        if (unreadable.count > 0) {
            findings.push_back({.seen = counted(unreadable.count, "entry", "entries") + " of " +
                                        cache.name + ", " + cache.path +
                                        ", cannot be read, such as " +
                                        path_of(cache, unreadable.first) + ".",
                                .why = "gopls and the go command fail where they cannot read.",
                                .mend = {"chmod -R u+rX " + folder, clean_command(cache.name)}});
        }
    }
    return findings;
}

Findings check_cache_large(const Facts& facts) {
    Findings findings;
    for (const CacheState& cache : facts.machine.caches) {
        if (cache.size.bytes < kLargeCache) continue;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = cache.name + ", " + cache.path + ", has " + app::size_text(cache.size.bytes) +
                     (cache.size.complete ? "" : " or more") + " in " +
                     counted(cache.size.entries, "entry", "entries") + "; the oldest file is of " +
                     date_text(cache.size.oldest) + ".",
             .why = "It takes disk space, and nothing else; the next build fills it again.",
             .mend = {clean_command(cache.name)}});
    }
    return findings;
}

Findings check_modules_incomplete(const Facts& facts) {
    const auto& incomplete = facts.machine.modules.incomplete;
    if (incomplete.empty()) return {};
    std::vector<std::string> names;
    std::string modules;
    for (const IncompleteModule& one : incomplete) {
        const std::string name = one.module + "@" + one.version;
        names.push_back(name + (one.fault == IncompleteModule::Fault::kPartial
                                    ? " (extracted in part)"
                                    : " (without its hash)"));
        if (names.size() <= kMostModulesNamed) modules += " " + shell_word(name);
    }
    Finding finding{
        .seen = "The module cache has " +
                counted(incomplete.size(), "incomplete module", "incomplete modules") + ": " +
                listed(names, kMostModulesNamed) + ".",
        .why =
            "A download was interrupted, or files were deleted. The go command downloads or "
            "extracts them again, and without a network packages are missing.",
        .mend = {"go mod download" + modules},
        .place = Place{incomplete.front().path, 0}};
    if (names.size() > kMostModulesNamed) {
        finding.mend = {"go clean -modcache && go mod download", finding.mend.front()};
    }
    return {std::move(finding)};
}

Findings check_module_modified(const Facts& facts) {
    Findings findings;
    for (const ModifiedModule& one : facts.verification.modules) {
        const std::string name = one.module + "@" + one.version;
        Finding finding{
            .seen = name + " is not as it was downloaded: " + one.trouble + " (" + one.path + ").",
            .why = "gopls shows and builds other code than go.sum names.",
            .mend = {},
            .place = Place{one.path, 0}};
        const std::string path = shell_word(one.path);
        if (one.path.ends_with(".zip")) {
            const std::string hash =
                shell_word(one.path.substr(0, one.path.size() - 3) + "ziphash");
            finding.mend.push_back("rm -f " + path + " " + hash + " && go mod download " +
                                   shell_word(name));
        } else {
            finding.mend.push_back("chmod -R u+w " + path + " && rm -rf " + path +
                                   " && go mod download " + shell_word(name));
        }
        finding.mend.push_back(clean_command("GOMODCACHE") + " && go mod download");
        findings.push_back(std::move(finding));
    }
    return findings;
}

Findings check_cache_damaged(const Facts& facts) {
    Findings findings;
    for (const VerifiedCache& cache : facts.verification.caches) {
        if (cache.damaged.empty()) continue;
        findings.push_back(
            {.seen = std::to_string(cache.damaged.size()) + " of " +
                     counted(cache.files, "file", "files") + " of " + cache.name + ", " +
                     cache.path + ", do not match their checksums, such as " +
                     cache.damaged.front() + ".",
             .why = cache.name == "GOCACHE"
                        ? "The go command does not verify what it takes from there: builds fail, "
                          "or contain other code."
                        : "gopls computes these results again; a disk that damages files may "
                          "damage others.",
             .mend = {clean_command(cache.name),
                      "sudo dmesg | grep -i error  # errors of the disk"},
             .place = Place{cache.damaged.front(), 0}});
    }
    return findings;
}

}  // namespace doctor
