#include "cli/clean/workspaces.hpp"

#include <algorithm>
#include <utility>

#include "cli/clean/safety.hpp"

namespace cli::clean {
namespace {

void add_workspace(std::vector<std::string>& workspaces, const std::string& folder,
                   const std::string& home) {
    const bool is_too_wide = folder.empty() || folder == "/" || is_within(home, folder);
    if (!is_too_wide && std::find(workspaces.begin(), workspaces.end(), folder) == workspaces.end())
        workspaces.push_back(folder);
}

/// Returns the folder of the counters that Go's programs have open all the time (x/telemetry);
/// empty if there is none.
std::string telemetry_folder(app::Environment environment) {
    environment.erase("GOENV");
    const std::string file = go_env_file(environment);  // beside it
    return file.empty() ? std::string() : file.substr(0, file.rfind('/')) + "/telemetry";
}

bool is_within_any(const std::string& path, const std::vector<std::string>& folders) {
    return std::any_of(folders.begin(), folders.end(),
                       [&](const std::string& folder) { return is_within(path, folder); });
}

/// Returns the folders of all processes that were found; one may be there twice.
std::vector<std::string> telemetry_folders(const Inventory& inventory) {
    std::vector<std::string> folders;
    const auto add = [&](const io::UserProcess& process) {
        if (!process.environment) return;
        std::string folder = telemetry_folder(*process.environment);
        if (!folder.empty()) folders.push_back(std::move(folder));
    };
    for (const Gopls& gopls : inventory.gopls) add(gopls.process);
    for (const Companion& companion : inventory.companions) add(companion.process);
    return folders;
}

}  // namespace

void add_workspaces(Inventory& inventory, const Facts& facts, const std::string& home) {
    for (const SessionFacts& session : facts.sessions) {
        for (const std::string& folder : session.folders) {
            add_workspace(inventory.workspaces, folder, home);
        }
    }
    const std::vector<std::string> telemetry = telemetry_folders(inventory);
    for (const Gopls& gopls : inventory.gopls) {
        // gopls's telemetry process works in its folder.
        const std::string& folder = gopls.process.working_folder;
        if (!is_within_any(folder, telemetry)) add_workspace(inventory.workspaces, folder, home);
    }
}

void add_file_uses(Inventory& inventory, const Facts& facts,
                   const std::vector<std::string>& cache_folders) {
    const std::vector<std::string> telemetry = telemetry_folders(inventory);
    for (const io::UserProcess& process : facts.processes.processes) {
        for (const io::OpenFile& file : process.files) {
            const bool in_workspace = is_within_any(file.path, inventory.workspaces) &&
                                      !is_within_any(file.path, telemetry);
            if (file.writable && in_workspace) {
                inventory.writers.push_back({process.pid, process.name, file.path});
            }
            if (file.locked && (in_workspace || is_within_any(file.path, cache_folders))) {
                inventory.locks.push_back({process.pid, process.name, file.path});
            }
        }
    }
}

}  // namespace cli::clean
