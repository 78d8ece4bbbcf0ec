#include "doctor/facts/file_events.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/system/errc.hpp>
#include <chrono>
#include <optional>

#include "doctor/facts/scratch_folder.hpp"
#include "io/files.hpp"
#include "io/folder_watches.hpp"
#include "io/loop.hpp"
#include "io/timer.hpp"

namespace doctor {
namespace {

/// A local file system reports within microseconds.
constexpr auto kMostWait = std::chrono::seconds(2);
constexpr const char* kProbeName = "probe";

std::optional<dev_t> device_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return status.st_dev;
}

bool is_writable_folder(const std::string& path) {
    return ::access(path.c_str(), W_OK | X_OK) == 0;
}

void choose_folder(const std::string& workspace, const std::vector<std::string>& folders,
                   EventProbe& probe) {
    const auto device = device_of(workspace);
    for (const std::string& folder : folders) {
        if (!folder.starts_with('/') || !is_writable_folder(folder)) continue;
        const bool is_same = device && device_of(folder) == device;
        if (!is_same && !probe.folder.empty()) continue;
        probe.folder = folder;
        probe.is_of_workspace = is_same;
        if (is_same) return;
    }
}

void watch_one_file(const std::string& folder, EventProbe& probe) {
    io::Loop loop;
    bool seen = false;
    io::FolderWatches watches(loop, [&](const std::vector<io::FolderWatches::Event>& events) {
        seen = seen || std::any_of(events.begin(), events.end(),
                                   [](const auto& event) { return event.name == kProbeName; });
        if (seen) loop.stop();
    });
    const auto watch = watches.watch(folder);
    if (watch.has_error()) {
        using boost::system::errc::no_space_on_device;
        using boost::system::errc::too_many_files_open;
        probe.outcome = EventProbe::Outcome::kRefused;
        probe.error = watch.error().message();
        probe.is_at_limit =
            watch.error() == no_space_on_device || watch.error() == too_many_files_open;
        return;
    }
    if (io::write_file_atomically(folder + "/" + kProbeName, "probe\n").has_error()) return;
    io::Timer time_up(loop, [&] { loop.stop(); });
    time_up.arm(kMostWait);
    loop.run();
    probe.outcome = seen ? EventProbe::Outcome::kSeen : EventProbe::Outcome::kNotSeen;
}

}  // namespace

EventProbe probe_file_events(const std::string& workspace,
                             const std::vector<std::string>& folders) {
    EventProbe probe;
    choose_folder(workspace, folders, probe);
    if (probe.folder.empty()) return probe;
    const ScratchFolder scratch(probe.folder);
    if (!scratch.path().empty()) watch_one_file(scratch.path(), probe);
    return probe;
}

}  // namespace doctor
