#include "cli/clean/inventory.hpp"

#include <algorithm>
#include <array>

#include "cli/clean/ancestry.hpp"
#include "cli/clean/safety.hpp"
#include "cli/clean/temporary.hpp"
#include "cli/clean/workspaces.hpp"
#include "io/belonging.hpp"
#include "io/environment_mark.hpp"
#include "io/session_end.hpp"

namespace cli::clean {
namespace {

constexpr std::string_view kGoplsPackage = "golang.org/x/tools/gopls";
constexpr std::string_view kProxyName = "gopls-proxy";
constexpr std::string_view kTelemetry = "** telemetry **";

template <typename List>
bool contains(const List& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

std::string_view base_name(std::string_view path) {
    // The kernel marks an executable that has been replaced.
    constexpr std::string_view kDeleted = " (deleted)";
    if (path.ends_with(kDeleted)) path.remove_suffix(kDeleted.size());
    return path.substr(path.rfind('/') + 1);
}

std::string_view file_name(const std::string& path) {
    return std::string_view(path).substr(path.rfind('/') + 1);
}

class Builder {
  public:
    Builder(const Facts& facts, const ReadFile& read_file)
        : facts_(facts), read_file_(read_file), ancestry_(facts.processes) {
        for (const SessionFacts& session : facts.sessions) {
            proxies_.push_back(session.proxy_pid);
        }
        for (const io::UserProcess& process : facts.processes.processes) {
            if (is_proxy(process)) proxies_.push_back(process.pid);
            if (!daemon_socket(process).empty()) daemons_.push_back(process.pid);
        }
    }

    /// Returns the sources that show the process as a gopls.
    Sources sources_of(const io::UserProcess& process) const {
        Sources sources;
        if (is_proxy(process) || is_go_tool(process)) return sources;
        sources.process_table = runs_gopls(process);
        sources.sockets = !daemon_socket(process).empty();
        if (sources.process_table && !daemons_.empty()) {
            sources.sockets = sources.sockets || is_connected_to_daemon(process);
        }
        const bool holds_lock = holds_generation(process);
        const bool is_gopls = sources.process_table || sources.sockets;
        sources.holdings =
            (holds_lock && !has_gopls_below(process)) ||
            (is_gopls && process.environment && !caches_of(process).gopls_cache.empty());
        return sources;
    }

    Gopls describe(const io::UserProcess& process, const Sources& sources) const {
        Gopls gopls;
        gopls.process = process;
        gopls.sources = sources;
        gopls.caches = caches_of(process);
        gopls.folder = process.working_folder;
        gopls.proxy_pid = proxy_above(process);
        gopls.editor = ancestry_.starter_of(process.pid);
        gopls.role = role_of(process, gopls.proxy_pid);
        gopls.proxy_run = run_of(gopls.proxy_pid);
        if (!gopls.proxy_run.empty()) gopls.editor.clear();
        for (const SessionFacts& session : facts_.sessions) {
            const bool is_of_session =
                session.proxy_pid == gopls.proxy_pid || contains_pid(session.gopls, process.pid);
            if (!is_of_session) continue;
            gopls.proxy_pid = session.proxy_pid;
            if (gopls.role == Role::kOther) gopls.role = Role::kBehindProxy;
            if (!session.editor.empty()) gopls.editor = session.editor;
            if (!session.folders.empty()) gopls.folder = session.folders.front();
        }
        return gopls;
    }

    std::optional<Companion> companion(const io::UserProcess& process) const {
        const std::string_view program = base_name(process.executable);
        Companion found;
        if (process.name == "dlv" || program == "dlv" || program == "dlv-dap") {
            found.sort = Companion::Sort::kDebugger;
        } else if (process.name.starts_with("__debug_bin") || program.starts_with("__debug_bin")) {
            found.sort = Companion::Sort::kDebugged;
        } else if (!is_go_tool(process)) {
            return std::nullopt;
        }
        found.process = process;
        found.caches = caches_of(process);
        found.is_orphan = ancestry_.is_orphan(process.pid);
        const std::string command = process.argv.size() > 1 ? process.argv[1] : std::string();
        found.is_of_gopls = found.sort == Companion::Sort::kGo &&
                            (command == "list" || command == "env" || command == "version");
        for (const int pid : ancestry_.above(process.pid)) {
            const io::UserProcess* above = find(pid);
            if (above == nullptr || !sources_of(*above).process_table) continue;
            found.gopls_pid = pid;
            break;
        }
        return found;
    }

    /// A daemon whose client is behind a proxy serves that proxy.
    void pass_on_proxies(std::vector<Gopls>& all) const {
        for (Gopls& daemon : all) {
            if (daemon.role != Role::kDaemon || daemon.proxy_pid != 0) continue;
            for (const Gopls& client : all) {
                const auto peers = facts_.peers.find(client.process.pid);
                if (client.proxy_pid == 0 || peers == facts_.peers.end() ||
                    !contains_pid(peers->second, daemon.process.pid)) {
                    continue;
                }
                daemon.proxy_pid = client.proxy_pid;
            }
        }
    }

  private:
    static bool contains_pid(const std::vector<int>& pids, int pid) {
        return std::find(pids.begin(), pids.end(), pid) != pids.end();
    }

    const io::UserProcess* find(int pid) const {
        const auto& all = facts_.processes.processes;
        const auto at =
            std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.pid == pid; });
        return at == all.end() ? nullptr : &*at;
    }

    std::string_view package_of(const io::UserProcess& process) const {
        const auto at = facts_.packages.find(process.pid);
        return at == facts_.packages.end() ? std::string_view() : std::string_view(at->second);
    }

    /// The proxy may be installed as gopls. Its guardian has another name. The proxy's tests have
    /// its build information too, and are none.
    bool is_proxy(const io::UserProcess& process) const {
        const std::string_view program = base_name(process.executable);
        return program == kProxyName ||
               (io::is_gopls(program) && package_of(process) == kProxyName);
    }

    /// Other programs have the names of Go's tools as well: link, pack.
    static bool is_go_tool(const io::UserProcess& process) {
        if (io::is_gopls(process.name)) return false;
        return io::is_gopls_or_go(process.name) ||
               (io::is_go_tool(process.name) &&
                process.executable.find("/pkg/tool/") != std::string::npos);
    }

    /// Returns the socket of a daemon on which the process listens.
    static std::string daemon_socket(const io::UserProcess& process) {
        for (const std::string& address : process.listens) {
            const auto name = parse_temporary_name(file_name(address));
            if (address.starts_with('/') && name && name->is_socket) return address;
        }
        return {};
    }

    bool is_connected_to_daemon(const io::UserProcess& process) const {
        const auto peers = facts_.peers.find(process.pid);
        return peers != facts_.peers.end() &&
               std::any_of(daemons_.begin(), daemons_.end(), [&](int daemon) {
                   return daemon != process.pid && contains_pid(peers->second, daemon);
               });
    }

    bool holds_generation(const io::UserProcess& process) const {
        return !facts_.generations.empty() &&
               std::any_of(process.files.begin(), process.files.end(), [&](const auto& file) {
                   return file.locked && file_name(file.path) == "lock" &&
                          is_within(file.path, facts_.generations);
               });
    }

    /// A script that started gopls holds the same lock.
    bool has_gopls_below(const io::UserProcess& process) const {
        const auto& all = facts_.processes.processes;
        return std::any_of(all.begin(), all.end(), [&](const io::UserProcess& other) {
            return other.pid != process.pid && io::is_gopls(other.name) && !is_proxy(other) &&
                   ancestry_.is_above(process.pid, other.pid);
        });
    }

    /// A Go program with another package is none, whatever its name: gopls-lint.
    bool runs_gopls(const io::UserProcess& process) const {
        const std::string_view package = package_of(process);
        if (package == kGoplsPackage || is_of_session(process.pid)) return true;
        const bool has_name =
            io::is_gopls(process.name) || io::is_gopls(base_name(process.executable));
        return has_name && (package.empty() || package.ends_with("/gopls"));
    }

    /// A proxy names its gopls, which may be called anything.
    bool is_of_session(int pid) const {
        return std::any_of(
            facts_.sessions.begin(), facts_.sessions.end(),
            [&](const SessionFacts& session) { return contains_pid(session.gopls, pid); });
    }

    /// Returns the command of a proxy that starts a gopls of its own; empty for a session.
    std::string run_of(int proxy_pid) const {
        const io::UserProcess* proxy = proxy_pid == 0 ? nullptr : find(proxy_pid);
        // Under the name gopls, every word is for gopls.
        if (proxy == nullptr || proxy->argv.empty() || base_name(proxy->argv.front()) == "gopls") {
            return {};
        }
        constexpr std::array<std::string_view, 2> kRuns = {"health", "doctor"};
        const auto run = std::find_if(proxy->argv.begin() + 1, proxy->argv.end(),
                                      [&](const auto& word) { return contains(kRuns, word); });
        return run == proxy->argv.end() ? std::string() : *run;
    }

    int proxy_above(const io::UserProcess& process) const {
        // A proxy with a name of its own is known by the mark that its gopls has.
        const bool is_marked =
            process.environment && process.environment->contains(io::kMarkVariable);
        for (const int pid : ancestry_.above(process.pid)) {
            if (contains_pid(proxies_, pid)) return pid;
            const io::UserProcess* above = is_marked ? find(pid) : nullptr;
            if (above != nullptr && package_of(*above) == kProxyName) return pid;
        }
        return 0;
    }

    Role role_of(const io::UserProcess& process, int proxy_pid) const {
        if (contains(process.argv, kTelemetry)) return Role::kHelper;
        if (!daemon_socket(process).empty()) return Role::kDaemon;
        if (proxy_pid != 0) return Role::kBehindProxy;
        if (is_connected_to_daemon(process)) return Role::kForwarder;
        return Role::kOther;
    }

    CacheFolders caches_of(const io::UserProcess& process) const {
        if (!process.environment) return {};
        const std::string file = go_env_file(*process.environment);
        return cache_folders(*process.environment, file.empty() ? "" : read_file_(file));
    }

    const Facts& facts_;
    const ReadFile& read_file_;
    Ancestry ancestry_;
    std::vector<int> proxies_;
    std::vector<int> daemons_;
};

}  // namespace

std::string_view name_of(Role role) {
    switch (role) {
        case Role::kBehindProxy:
            return "behind_proxy";
        case Role::kDaemon:
            return "daemon";
        case Role::kForwarder:
            return "forwarder";
        case Role::kHelper:
            return "helper";
        case Role::kOther:
            break;
    }
    return "other";
}

std::string_view name_of(Companion::Sort sort) {
    switch (sort) {
        case Companion::Sort::kDebugger:
            return "debugger";
        case Companion::Sort::kDebugged:
            return "debugged";
        case Companion::Sort::kGo:
            break;
    }
    return "go";
}

std::string proxy_text(int proxy_pid, const std::string& proxy_run) {
    const std::string pid = std::to_string(proxy_pid);
    return proxy_run.empty() ? "behind gopls-proxy " + pid
                             : "a " + proxy_run + " run of gopls-proxy, pid " + pid;
}

Inventory make_inventory(const Facts& facts, const std::string& home,
                         const std::vector<std::string>& cache_folders, const ReadFile& read_file) {
    Inventory inventory;
    inventory.known = facts.processes.known;
    const Builder builder(facts, read_file);
    for (const io::UserProcess& process : facts.processes.processes) {
        const Sources sources = builder.sources_of(process);
        if (sources.process_table || sources.holdings || sources.sockets) {
            inventory.gopls.push_back(builder.describe(process, sources));
        } else if (auto companion = builder.companion(process)) {
            inventory.companions.push_back(*std::move(companion));
        }
    }
    builder.pass_on_proxies(inventory.gopls);
    add_workspaces(inventory, facts, home);
    add_file_uses(inventory, facts, cache_folders);
    return inventory;
}

}  // namespace cli::clean
