#include "doctor/checks/file_systems.hpp"

#include <chrono>

#include "core/base/time.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

using namespace std::chrono_literals;

/// A local disk takes microseconds, a file server in the same building less than a millisecond.
constexpr auto kSlowStat = 2ms;
constexpr auto kSlowRead = 20ms;

bool is_workspace(const DiskPlace& place) {
    return place.name == "the workspace";
}

bool is_temporary(const DiskPlace& place) {
    return place.name == "the temporary folder";
}

std::string words_of(FileSystemSort sort) {
    switch (sort) {
        case FileSystemSort::kNetwork:
            return "a network file system";
        case FileSystemSort::kHost:
            return "a folder of the host";
        case FileSystemSort::kWindowsDrive:
            return "a drive of Windows";
        case FileSystemSort::kOverlay:
            return "the overlay of a container";
        case FileSystemSort::kMemory:
            return "a file system in memory";
        case FileSystemSort::kFuse:
            return "served by a program (FUSE)";
        case FileSystemSort::kLocal:
            break;
    }
    return "a local disk";
}

/// "GOCACHE, /mnt/c/cache, is on a drive of Windows (9p, C:\, mounted at /mnt/c)."
std::string sentence_about(const DiskPlace& place) {
    std::string name = place.name;
    if (name.starts_with("the ")) name[0] = 'T';
    return name + ", " + place.path + ", is on " + words_of(place.sort) + " (" + place.type + ", " +
           place.source + ", mounted at " + place.mount + ").";
}

/// Returns the command that moves a cache to a local folder.
std::string move_command(const Facts& facts, const DiskPlace& place) {
    if (const GoSetting* setting = facts.settings.find(place.name)) {
        return change_command(place.name, *setting, "/a/local/folder");
    }
    if (place.name == "the gopls cache") return "export GOPLSCACHE=/a/local/folder";
    return "export TMPDIR=/a/local/folder";
}

}  // namespace

Findings check_workspace_remote(const Facts& facts) {
    Findings findings;
    for (const DiskPlace& place : facts.machine.places) {
        if (!is_workspace(place) || !place.answered || !is_remote(place.sort)) continue;
        const bool is_windows = place.sort == FileSystemSort::kWindowsDrive;
        Finding finding{
            .confidence = is_windows ? Confidence::kLikely : Confidence::kPossible,
            .seen = sentence_about(place),
            .why =
                "gopls reads each file of the workspace, and each access may take a message. "
                "Editors do not see changes that are made on the other side.",
            .mend = {"mv " + shell_word(place.path) +
                     " ~/src/  # a local folder, which the editor opens instead"}};
        if (is_windows)
            finding.mend = {"cp -r " + shell_word(place.path) + " ~/src/  # in WSL's own disk"};
        finding.mend.emplace_back(
            "build.directoryFilters in gopls's settings: leave out large "
            "folders without Go");
        findings.push_back(std::move(finding));
    }
    return findings;
}

Findings check_cache_remote(const Facts& facts) {
    Findings findings;
    for (const DiskPlace& place : facts.machine.places) {
        if (is_workspace(place) || !place.answered || !is_remote(place.sort)) continue;
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = sentence_about(place),
             .why = is_temporary(place)
                        ? "The go command links and compiles there."
                        : "gopls and the go command look up thousands of small files there, and "
                          "lock some of them.",
             .mend = {move_command(facts, place)}});
    }
    return findings;
}

Findings check_cache_not_kept(const Facts& facts) {
    Findings findings;
    for (const DiskPlace& place : facts.machine.places) {
        const bool is_lost =
            place.sort == FileSystemSort::kOverlay || place.sort == FileSystemSort::kMemory;
        if (is_workspace(place) || is_temporary(place) || !place.answered || !is_lost) continue;
        const bool in_memory = place.sort == FileSystemSort::kMemory;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = sentence_about(place),
             .why = in_memory ? "It takes memory, and is empty after a restart of the machine."
                              : "It is gone with the container; the first gopls in the next one "
                                "starts without it.",
             .mend = {in_memory ? move_command(facts, place)
                                : "mount a volume at " + shell_word(place.path)}});
    }
    return findings;
}

Findings check_file_system_slow(const Facts& facts) {
    Findings findings;
    for (const DiskPlace& place : facts.machine.places) {
        const bool slow_stat = place.stat_time && *place.stat_time >= kSlowStat;
        const bool slow_read = place.read_time && *place.read_time >= kSlowRead;
        if (!place.answered || (!slow_stat && !slow_read)) continue;
        const std::string what = slow_stat ? "to look up a file (stat)" : "to read 4 KB of a file";
        const auto time = slow_stat ? *place.stat_time : *place.read_time;
        std::string mend = is_workspace(place)
                               ? "mv " + shell_word(place.path) + " ~/src/  # to a faster disk"
                               : move_command(facts, place);
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = "In " + place.name + ", " + place.path + " (" + place.type + "), it took " +
                     core::human(time) + " " + what + ", the median of a few.",
             .why = "On a local disk it takes less than 0.1 ms. gopls does it for each file, so "
                    "that 10,000 files take " +
                    core::human(time * 10'000) + ".",
             .mend = {std::move(mend), "iostat -x 1  # shows whether the disk is busy"}});
    }
    return findings;
}

}  // namespace doctor
