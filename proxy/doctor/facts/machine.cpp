#include "doctor/facts/machine.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <utility>

#include "doctor/facts/in_thread.hpp"
#include "io/held_entry.hpp"

namespace doctor {
namespace {

using namespace std::chrono_literals;
using SurveyClock = std::chrono::steady_clock;

/// From the start of the survey.
constexpr auto kSurveyTime = 1500ms;
constexpr auto kEventTime = 2500ms;
/// From a request to stop until a walk has stopped.
constexpr auto kStopTime = 200ms;

using Stop = std::shared_ptr<std::atomic<bool>>;

CacheState measure_cache(const std::string& name, const std::string& path,
                         const std::atomic<bool>& stop) {
    CacheState cache{name, path, false, {}};
    std::error_code failure;
    const std::string real = std::filesystem::canonical(path, failure).string();
    if (failure) return cache;
    const auto entry = io::HeldEntry::open(real);
    if (!entry) return cache;
    cache.exists = true;
    cache.size = io::measure_entry(entry->parent(), entry->name(), stop);
    return cache;
}

std::uint64_t open_file_limit_of_children() {
    // Go programs raise their limit to the hard one.
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max == RLIM_INFINITY) return 0;
    return limit.rlim_max;
}

struct NamedPath {
    std::string name;
    std::string path;
};

std::vector<NamedPath> caches_in(const app::CacheFolders& folders) {
    return {{"GOMODCACHE", folders.mod_cache},
            {"GOCACHE", folders.build_cache},
            {"the gopls cache", folders.gopls_cache}};
}

}  // namespace

struct MachineSurvey::Work {
    SurveyClock::time_point began = SurveyClock::now();
    Stop stop = std::make_shared<std::atomic<bool>>(false);
    std::vector<std::pair<NamedPath, std::future<DiskPlace>>> places;
    std::vector<std::pair<NamedPath, std::future<CacheState>>> caches;
    std::future<EventProbe> events;
    std::future<std::vector<io::InotifyUser>> inotify_users;
    std::future<ModuleCacheState> modules;
    std::future<ProcessFacts> processes;
};

MachineSurvey::MachineSurvey(const std::string& workspace, const app::CacheFolders& folders,
                             const std::string& home, ReadProcesses read_processes)
    : work_(std::make_shared<Work>()) {
    const Stop stop = work_->stop;
    const auto examine = [&](const NamedPath& place) {
        if (!place.path.starts_with('/')) return;
        work_->places.emplace_back(
            place, in_thread([place] { return examine_place(place.name, place.path); }));
    };
    examine({"the workspace", workspace});
    for (const NamedPath& cache : caches_in(folders)) {
        examine(cache);
        if (!cache.path.starts_with('/')) continue;
        work_->caches.emplace_back(cache, in_thread([cache, stop] {
                                       return measure_cache(cache.name, cache.path, *stop);
                                   }));
    }
    examine({"the temporary folder", folders.temporary});
    const std::vector<std::string> probed = {
        folders.temporary, std::filesystem::path(folders.gopls_cache).parent_path().string(), home};
    work_->events = in_thread([workspace, probed] { return probe_file_events(workspace, probed); });
    work_->inotify_users = in_thread([stop] { return io::inotify_users(::geteuid(), *stop); });
    if (folders.mod_cache.starts_with('/')) {
        work_->modules = in_thread(
            [folder = folders.mod_cache, stop] { return examine_module_cache(folder, *stop); });
    }
    if (read_processes) work_->processes = in_thread(std::move(read_processes));
}

MachineSurvey::~MachineSurvey() {
    *work_->stop = true;
}

MachineFacts MachineSurvey::finish(const std::vector<int>& gopls) {
    MachineFacts facts;
    facts.memory = io::system_memory();
    facts.memory_group = io::memory_group();
    facts.inotify_limits = io::inotify_limits();
    facts.open_file_limit = open_file_limit_of_children();
    for (const int pid : gopls) {
        if (const auto use = io::open_file_use(pid)) facts.gopls_files.push_back(*use);
    }
    const Deadline deadline = work_->began + kSurveyTime;
    for (auto& [name, place] : work_->places) {
        auto examined = result_by(place, deadline);
        DiskPlace silent;
        silent.name = name.name;
        silent.path = name.path;
        facts.places.push_back(examined ? std::move(*examined) : std::move(silent));
    }
    // What takes longer is told to stop, and tells what it has found so far.
    for (auto& [name, cache] : work_->caches) cache.wait_until(deadline);
    if (work_->modules.valid()) work_->modules.wait_until(deadline);
    work_->inotify_users.wait_until(deadline);
    *work_->stop = true;
    const Deadline stopped = std::max(deadline, SurveyClock::now()) + kStopTime;
    for (auto& [name, cache] : work_->caches) {
        auto measured = result_by(cache, stopped);
        if (measured) facts.caches.push_back(std::move(*measured));
    }
    if (work_->modules.valid()) {
        facts.modules = result_by(work_->modules, stopped).value_or(ModuleCacheState());
    }
    facts.inotify_users =
        result_by(work_->inotify_users, stopped).value_or(std::vector<io::InotifyUser>());
    if (work_->processes.valid()) {
        facts.processes = result_by(work_->processes, stopped).value_or(ProcessFacts());
    }
    EventProbe silent;
    silent.outcome = EventProbe::Outcome::kNoAnswer;
    facts.events = result_by(work_->events, work_->began + kEventTime).value_or(silent);
    return facts;
}

}  // namespace doctor
