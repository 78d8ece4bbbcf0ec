#include "doctor/checks/resources.hpp"

#include <algorithm>
#include <map>

#include "app/size_text.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
/// gopls has a descriptor for each file that it reads at the same time, and for each connection.
constexpr std::uint64_t kFewOpenFiles = 1024;
constexpr std::uint64_t kFullBytes = 256 * kMiB;
constexpr std::uint64_t kLowBytes = 1024 * kMiB;
constexpr std::uint64_t kFewFiles = 100;
/// gopls takes more for a workspace of any size.
constexpr std::uint64_t kLittleMemory = 512 * kMiB;

bool is_full(const DiskPlace& place) {
    return (place.free_bytes && *place.free_bytes < kFullBytes) ||
           (place.free_files && *place.free_files < kFewFiles);
}

bool is_low(const DiskPlace& place) {
    return !is_full(place) && place.free_bytes && *place.free_bytes < kLowBytes;
}

std::string free_text(const DiskPlace& place) {
    if (place.free_files && *place.free_files < kFewFiles) {
        return counted(*place.free_files, "more file", "more files") + " (df -i)";
    }
    return app::size_text(*place.free_bytes);
}

/// Returns a finding for each file system, which may be that of several folders.
template <typename Concerned>
Findings findings_of_disks(const Facts& facts, Concerned is_concerned, const std::string& why) {
    std::map<std::uint64_t, std::vector<const DiskPlace*>> by_device;
    for (const DiskPlace& place : facts.machine.places) {
        if (place.answered && is_concerned(place)) by_device[place.device].push_back(&place);
    }
    Findings findings;
    for (const auto& [device, places] : by_device) {
        std::vector<std::string> names;
        for (const DiskPlace* place : places) names.push_back(place->name);
        const DiskPlace& first = *places.front();
        findings.push_back(
            {.seen = "There is room for " + free_text(first) + " on the file system of " +
                     listed(names) + " (" + first.mount + ").",
             .why = why,
             .mend = {"gopls-proxy clean --gopls-cache --build-cache --old-generations",
                      "df -h " + shell_word(first.mount) +
                          "  # then delete files that are not needed"}});
    }
    return findings;
}

}  // namespace

Findings check_open_files(const Facts& facts) {
    Findings findings;
    const std::uint64_t limit = facts.machine.open_file_limit;
    if (limit > 0 && limit < kFewOpenFiles) {
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = "A program may have " + std::to_string(limit) + " files open here.",
             .why = "gopls and the go command fail with \"too many open files\" in a large "
                    "workspace.",
             .mend = {"ulimit -Hn 65536  # as root, in the shell that starts the editor",
                      "LimitNOFILE= of the service, or nofile in /etc/security/limits.conf"}});
    }
    for (const io::OpenFileUse& gopls : facts.machine.gopls_files) {
        if (gopls.limit == 0 || gopls.open < gopls.limit - gopls.limit / 5) continue;
        findings.push_back({.seen = "gopls (pid " + std::to_string(gopls.pid) + ") has " +
                                    std::to_string(gopls.open) + " of at most " +
                                    std::to_string(gopls.limit) + " files open.",
                            .why = "It soon fails to read files and to start go commands.",
                            .mend = {"prlimit --nofile=65536 --pid " + std::to_string(gopls.pid),
                                     "gopls-proxy.restart in the editor"}});
    }
    return findings;
}

Findings check_disk_full(const Facts& facts) {
    return findings_of_disks(
        facts, is_full,
        "gopls and the go command cannot write their caches and temporary files; loading fails.");
}

Findings check_disk_low(const Facts& facts) {
    return findings_of_disks(facts, is_low,
                             "A build cache grows by gigabytes, and loading fails on a full disk.");
}

Findings check_memory_low(const Facts& facts) {
    const MachineFacts& machine = facts.machine;
    if (!machine.memory) return {};
    std::uint64_t available = machine.memory->available_bytes;
    std::string seen = app::size_text(available) + " of " +
                       app::size_text(machine.memory->total_bytes) + " memory are available";
    const bool has_limit = machine.memory_group && machine.memory_group->limit_bytes > 0;
    if (has_limit) {
        const io::MemoryGroup& group = *machine.memory_group;
        const std::uint64_t left =
            group.limit_bytes - std::min(group.limit_bytes, group.used_bytes);
        if (left < available) {
            available = left;
            seen = app::size_text(left) + " are left of the limit of the control group, " +
                   app::size_text(group.limit_bytes);
        }
    }
    if (available >= kLittleMemory) return {};
    if (machine.memory->swap_bytes > 0) {
        seen += ", and " + app::size_text(machine.memory->free_swap_bytes) + " of swap";
    }
    return {{.confidence = Confidence::kLikely,
             .seen = seen + ".",
             .why = "gopls needs hundreds of megabytes, in large workspaces gigabytes. The machine "
                    "swaps, or the kernel kills gopls.",
             .mend = {"ps aux --sort=-rss | head  # then end programs that are not needed",
                      "export GOMEMLIMIT=1GiB  # for the editor: gopls then collects earlier"}}};
}

Findings check_memory_kills(const Facts& facts) {
    const auto& group = facts.machine.memory_group;
    if (!group || group->oom_kills == 0) return {};
    std::string seen = "The kernel has killed " +
                       counted(group->oom_kills, "process", "processes") +
                       " of this control group for want of memory";
    if (group->limit_bytes > 0) seen += "; its limit is " + app::size_text(group->limit_bytes);
    return {{.confidence = Confidence::kPossible,
             .seen = seen + ".",
             .why = "gopls is often the largest process, and the one that is killed.",
             .mend = {"gopls-proxy incidents  # lists servers that were killed for want of memory",
                      "raise the memory limit of the container or the service"}}};
}

}  // namespace doctor
