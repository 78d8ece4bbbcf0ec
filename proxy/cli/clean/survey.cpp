#include "cli/clean/survey.hpp"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <utility>

#include "app/gopls/executable.hpp"
#include "app/paths.hpp"
#include "cli/clean/candidates.hpp"
#include "cli/control/client.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"
#include "demo/process.hpp"
#include "io/files.hpp"
#include "io/go_programs.hpp"
#include "io/within.hpp"

namespace cli::clean {
namespace {

using namespace std::chrono_literals;

constexpr auto kGoPatience = 5s;
constexpr auto kProcPatience = 20s;
constexpr std::size_t kMaxGoEnvBytes = 64 << 10;

std::string read_small(const std::string& path) {
    const auto text = io::read_file(path, kMaxGoEnvBytes);
    return text ? *text : std::string();
}

std::map<int, std::string> packages_of(const io::UserProcesses& processes) {
    std::map<std::string, std::string> by_executable;
    std::map<int, std::string> packages;
    for (const io::UserProcess& process : processes.processes) {
        if (process.executable.empty()) continue;
        const auto [entry, is_new] = by_executable.try_emplace(process.executable);
        if (is_new) {
            const auto program =
                io::read_go_program({process.pid, process.start_ticks, process.executable});
            if (program && program->package) entry->second = *program->package;
        }
        if (!entry->second.empty()) packages[process.pid] = entry->second;
    }
    return packages;
}

SessionFacts session_facts(const Session& session) {
    SessionFacts facts;
    facts.proxy_pid = session.pid;
    facts.socket = session.socket.string();
    if (!session.reply) return facts;
    const Json& status = *session.reply;
    if (!incidents::text_at(status, "/editor/name").empty()) facts.editor = editor_of(status);
    for (const Json& folder : incidents::list_at(status, "/folders")) {
        if (folder.is_string()) facts.folders.push_back(folder.get<std::string>());
    }
    for (const char* pointer : {"/active/pid", "/standby/pid"}) {
        const auto pid = incidents::number_at(status, pointer);
        if (pid && *pid > 1 && *pid < 1e9) facts.gopls.push_back(static_cast<int>(*pid));
    }
    return facts;
}

}  // namespace

Place current_place(const app::Environment& environment) {
    Place place;
    place.environment = environment;
    std::error_code failure;
    if (const app::PathResult home = app::home_folder(environment)) {
        const auto resolved = std::filesystem::canonical(*home, failure);
        place.home = (failure ? *home : resolved).string();
    }
    place.working_folder = std::filesystem::current_path(failure).string();
    place.user = ::geteuid();
    return place;
}

CacheFolders read_cache_folders(const app::Environment& environment) {
    const std::string file = go_env_file(environment);
    CacheFolders folders = cache_folders(environment, file.empty() ? "" : read_small(file));
    const std::string go = app::find_on_path("go", environment);
    if (go.empty()) return folders;
    demo::ProcessOptions options;
    // All variables would make it compile something, in GOCACHE.
    options.argv = {go, "env", "-json", "GOCACHE", "GOMODCACHE"};
    options.environment = environment;
    // Neither a go.mod here nor a newer toolchain that it asks for may delay the answer.
    options.folder = "/";
    options.environment["GOTOOLCHAIN"] = "local";
    options.environment.erase("GOFLAGS");
    if (const auto answer = demo::output_of(options, kGoPatience)) apply_go_env(folders, *answer);
    return folders;
}

Facts read_facts(const Place& place) {
    Facts facts;
    if (const auto root = app::cache_folder(place.environment)) {
        std::error_code failure;
        const auto resolved = std::filesystem::canonical(*root, failure);
        if (!failure) facts.generations = resolved.string();
    }
    for (const Session& session : ask_all(place.environment, app::control::Command::kStatus)) {
        facts.sessions.push_back(session_facts(session));
    }
    struct Read {
        io::UserProcesses processes;
        std::map<int, std::string> packages;
    };
    auto read = io::within(kProcPatience, [user = place.user] {
        Read result;
        result.processes = io::processes_of_user(user);
        result.packages = packages_of(result.processes);
        return result;
    });
    if (!read) return facts;
    facts.processes = std::move(read->processes);
    facts.packages = std::move(read->packages);
    for (const io::UserProcess& process : facts.processes.processes) {
        const auto package = facts.packages.find(process.pid);
        const bool may_be_gopls =
            process.name.starts_with("gopls") ||
            (package != facts.packages.end() && package->second.ends_with("/gopls"));
        if (may_be_gopls) facts.peers[process.pid] = io::peers_of(process, facts.processes);
    }
    return facts;
}

Inventory read_inventory(const Facts& facts, const Place& place, const CacheFolders& folders) {
    std::vector<std::string> caches = {folders.gopls_cache, folders.build_cache, folders.mod_cache,
                                       folders.module_index};
    if (!facts.generations.empty()) caches.push_back(facts.generations);
    return make_inventory(facts, place.home, caches, &read_small);
}

Protected protected_folders(const Place& place, const Inventory& inventory) {
    Protected folders{place.home, inventory.workspaces};
    if (!place.working_folder.empty()) folders.workspaces.push_back(place.working_folder);
    for (std::string& folder : folders.workspaces) {
        std::error_code failure;
        const auto resolved = std::filesystem::canonical(folder, failure);
        if (!failure) folder = resolved.string();
    }
    return folders;
}

void find_uses(std::vector<Candidate>& candidates, const Facts& facts, const Inventory& inventory) {
    for (Candidate& candidate : candidates) {
        candidate.uses.clear();
        if (!candidate.exists || !can_be_in_use(candidate.kind)) continue;
        candidate.uses =
            uses_of(candidate.kind, candidate.path, facts, inventory, &io::is_same_file);
    }
}

void measure(std::vector<Candidate>& candidates) {
    const std::atomic<bool> never{false};
    for (Candidate& candidate : candidates) {
        if (!candidate.exists || !candidate.unsafe.empty()) continue;
        const auto entry = io::HeldEntry::open(candidate.path);
        if (!entry || !entry->facts().is_same(candidate.facts)) continue;
        candidate.size = io::measure_entry(entry->parent(), entry->name(), never);
    }
}

}  // namespace cli::clean
