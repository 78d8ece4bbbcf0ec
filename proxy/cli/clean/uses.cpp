#include "cli/clean/uses.hpp"

#include <algorithm>
#include <string_view>

#include "cli/clean/safety.hpp"

namespace cli::clean {
namespace {

constexpr std::string_view kUnknownEnvironment = "its environment cannot be read";

/// Returns the folder of this kind; null for kinds that no environment leads to.
const std::string* folder_of(Kind kind, const CacheFolders& folders) {
    switch (kind) {
        case Kind::kGoplsCache:
            return &folders.gopls_cache;
        case Kind::kBuildCache:
            return &folders.build_cache;
        case Kind::kModCache:
            return &folders.mod_cache;
        case Kind::kModuleIndex:
            return &folders.module_index;
        default:
            return nullptr;
    }
}

class Search {
  public:
    Search(Kind kind, const std::string& path, const IsSameFile& is_same_file)
        : kind_(kind), path_(path), is_same_file_(is_same_file) {}

    /// Returns how the process uses the path by what it holds; empty if it does not.
    std::string held_by(const io::UserProcess& process) const {
        // In other mounts the path may mean another folder.
        if (process.has_other_mounts && !is_same_file_(process, path_, path_)) return {};
        if (is_within(process.executable, path_)) return "it runs " + process.executable;
        if (is_within(process.working_folder, path_)) {
            return "its working folder is " + process.working_folder;
        }
        for (const io::OpenFile& file : process.files) {
            if (!is_within(file.path, path_)) continue;
            if (file.locked) return "it holds a lock on " + file.path;
            return (file.writable ? "it writes " : "it has open ") + file.path;
        }
        return {};
    }

    /// Returns how the environment of a gopls or go command leads to the path; empty if it does
    /// not.
    std::string named_by(const io::UserProcess& process, const CacheFolders& folders) const {
        const std::string* folder = folder_of(kind_, folders);
        if (folder == nullptr) return {};
        if (!process.environment) return std::string(kUnknownEnvironment);
        if (folder->empty()) return {};
        const bool is_same = (*folder == path_ && !process.has_other_mounts) ||
                             is_same_file_(process, *folder, path_);
        return is_same ? "its environment leads to this cache" : std::string();
    }

  private:
    Kind kind_;
    const std::string& path_;
    const IsSameFile& is_same_file_;
};

const Gopls* gopls_at(const Inventory& inventory, int pid) {
    const auto at = std::find_if(inventory.gopls.begin(), inventory.gopls.end(),
                                 [&](const Gopls& gopls) { return gopls.process.pid == pid; });
    return at == inventory.gopls.end() ? nullptr : &*at;
}

const Companion* companion_at(const Inventory& inventory, int pid) {
    const auto at = std::find_if(inventory.companions.begin(), inventory.companions.end(),
                                 [&](const Companion& other) { return other.process.pid == pid; });
    return at == inventory.companions.end() ? nullptr : &*at;
}

/// Returns the proxy of the gopls that the command is below; 0 if there is none.
int proxy_of(const Companion& companion, const Inventory& inventory) {
    const Gopls* gopls = gopls_at(inventory, companion.gopls_pid);
    return gopls == nullptr ? 0 : gopls->proxy_pid;
}

std::string run_of(const Companion& companion, const Inventory& inventory) {
    const Gopls* gopls = gopls_at(inventory, companion.gopls_pid);
    return gopls == nullptr ? std::string() : gopls->proxy_run;
}

bool may_end(const Companion& companion, const Inventory& inventory) {
    if (companion.sort != Companion::Sort::kGo) return false;
    if (companion.gopls_pid != 0) return proxy_of(companion, inventory) == 0;
    return companion.is_orphan && companion.is_of_gopls;
}

}  // namespace

std::vector<Use> uses_of(Kind kind, const std::string& path, const Facts& facts,
                         const Inventory& inventory, const IsSameFile& is_same_file) {
    const Search search(kind, path, is_same_file);
    std::vector<Use> uses;
    for (const io::UserProcess& process : facts.processes.processes) {
        Use use{process.pid, process.start_ticks, process.name, search.held_by(process), 0, false,
                {}};
        if (const Gopls* gopls = gopls_at(inventory, process.pid)) {
            const bool has_caches = gopls->role != Role::kHelper;
            if (use.evidence.empty() && has_caches) {
                use.evidence = search.named_by(process, gopls->caches);
            }
            use.proxy_pid = gopls->proxy_pid;
            use.proxy_run = gopls->proxy_run;
            use.may_be_ended = gopls->proxy_pid == 0;
            use.sources = gopls->sources;
        } else if (const Companion* companion = companion_at(inventory, process.pid)) {
            const bool has_caches = companion->sort == Companion::Sort::kGo &&
                                    kind != Kind::kGoplsCache && kind != Kind::kModuleIndex;
            if (use.evidence.empty() && has_caches) {
                use.evidence = search.named_by(process, companion->caches);
            }
            use.proxy_pid = proxy_of(*companion, inventory);
            use.proxy_run = run_of(*companion, inventory);
            use.may_be_ended = may_end(*companion, inventory);
        }
        // A guess is enough to spare a cache, but not to end a process.
        if (use.evidence == kUnknownEnvironment) use.may_be_ended = false;
        if (!use.evidence.empty()) uses.push_back(std::move(use));
    }
    return uses;
}

std::vector<Kind> kinds_without_folder(const Kinds& kinds, const CacheFolders& folders) {
    std::vector<Kind> missing;
    for (const Kind kind : kinds) {
        const std::string* folder = folder_of(kind, folders);
        if (folder != nullptr && folder->empty()) missing.push_back(kind);
    }
    return missing;
}

void keep_uses_of(const std::vector<NotParked>& proxies, const std::vector<Use>& earlier,
                  std::vector<Use>& uses) {
    for (const NotParked& proxy : proxies) {
        for (const Use& use : earlier) {
            const bool is_listed = std::any_of(
                uses.begin(), uses.end(), [&](const Use& other) { return other.pid == use.pid; });
            if (use.proxy_pid != proxy.proxy_pid || is_listed) continue;
            Use kept = use;
            kept.evidence = "it may be started at any moment: " + proxy.problem;
            kept.sources = {};
            uses.push_back(std::move(kept));
        }
    }
}

}  // namespace cli::clean
