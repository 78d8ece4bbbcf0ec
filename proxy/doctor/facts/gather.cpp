#include "doctor/facts/gather.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/gopls/cache_folders.hpp"
#include "doctor/facts/ask_gopls.hpp"
#include "doctor/facts/build_tags.hpp"
#include "doctor/facts/commands.hpp"
#include "doctor/facts/editor_files.hpp"
#include "doctor/facts/gather_deep.hpp"
#include "doctor/facts/gather_load.hpp"
#include "doctor/facts/gather_modules.hpp"
#include "doctor/facts/gather_network.hpp"
#include "doctor/facts/go_flags.hpp"
#include "doctor/facts/in_thread.hpp"
#include "doctor/facts/scratch_folder.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kFolderLimit = 1s;
constexpr auto kToolLimit = 1500ms;
constexpr auto kProcessLimit = 1s;
constexpr auto kLogLimit = 5s;

struct ResolvedFolder {
    std::string path;
    std::string error;
};

/// Returns the folder as the user sees it: a shell keeps symbolic links in PWD.
std::string as_given(const std::string& folder, const app::Environment& environment) {
    std::error_code failure;
    fs::path base(app::value_of(environment, "PWD"));
    if (!base.is_absolute() || !fs::equivalent(base, ".", failure)) {
        base = fs::current_path(failure);
    }
    std::string path = (base / folder).lexically_normal().string();
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

ResolvedFolder resolve(const std::string& folder) {
    std::error_code failure;
    const fs::path path = fs::canonical(folder, failure);
    if (failure) return {{}, failure.message()};
    if (!fs::is_directory(path, failure)) return {{}, "not a folder"};
    if (::access(path.c_str(), R_OK | X_OK) != 0) return {{}, std::strerror(errno)};
    return {path.string(), {}};
}

/// Returns the caches in use: those of the go command's settings where they are known.
app::CacheFolders caches_in_use(const Facts& facts) {
    app::CacheFolders folders = app::cache_folders(facts.environment, "");
    const auto use = [&](const char* name, std::string& folder) {
        const std::string_view value = facts.settings.value(name);
        if (value.starts_with('/')) folder = value;
    };
    use("GOCACHE", folders.build_cache);
    use("GOMODCACHE", folders.mod_cache);
    return folders;
}

/// Returns the copy of the go.work in use; empty if there is none, or the go command refuses it.
std::string write_work_copy(const Facts& facts, const ScratchFolder& scratch) {
    const WorkFile* work = facts.work();
    if (work == nullptr || !work->errors.empty() || scratch.path().empty()) return {};
    const bool complete = std::all_of(work->uses.begin(), work->uses.end(),
                                      [](const WorkUse& use) { return use.has_go_mod; });
    const std::string file = scratch.path() + "/go.work";
    if (!complete || !io::write_file_atomically(file, copy_of(*work)).has_value()) return {};
    std::error_code ignored;
    fs::copy_file(work->file + ".sum", file + ".sum", ignored);
    return file;
}

/// Lists the packages below the folder, for those that import "C".
void gather_packages(Commands& commands, const std::string& work_copy, Facts& facts) {
    const Module* own = facts.module();
    if (facts.tree.go_files == 0 || (own == nullptr && work_copy.empty())) return;
    std::vector<std::string> arguments = {
        "list", "-e", "-find", "-json=Dir,ImportPath,CgoFiles,CgoCFLAGS,CgoCPPFLAGS,CgoPkgConfig"};
    std::string folder = facts.folder;
    if (own != nullptr && own->folder.size() <= facts.folder.size()) {
        arguments.emplace_back("./...");
    } else {
        // The folder is above the modules, where `./...` matches nothing.
        for (const WorkUse& use : facts.works.front().uses) {
            if (use.folder.starts_with(facts.folder + "/")) {
                arguments.push_back(use.folder + "/...");
                folder = use.folder;
            }
        }
        if (folder == facts.folder) return;
    }
    Program program =
        commands.go(std::move(arguments), folder, facts.works.empty() ? "off" : work_copy);
    if (program.environment["GOWORK"].empty()) return;
    // Else the go command leaves out files that import "C".
    program.environment["CGO_ENABLED"] = "1";
    facts.packages.cgo = read_cgo_packages(commands.run({program})[0].output);
    if (!facts.packages.cgo.empty()) {
        examine_cgo(commands.programs(), facts.settings, facts.environment, facts.packages);
    }
}

/// Returns the go.work in `folder` or the nearest one above it.
std::string nearest_work(const std::string& folder) {
    std::error_code failure;
    for (fs::path path = folder;; path = path.parent_path()) {
        if (fs::is_regular_file(path / "go.work", failure)) return (path / "go.work").string();
        if (!path.has_relative_path()) return {};
    }
}

/// Reads the settings of editors, and asks gopls about them if there are any.
void gather_editors(Programs& programs, Facts& facts) {
    facts.editor_files = editor_files(facts.folder, facts.environment, kFolderLimit);
    facts.editor_tags = editor_tags(facts.editor_files);
    const bool is_asked = std::any_of(
        facts.editor_files.begin(), facts.editor_files.end(),
        [](const EditorFile& file) { return !file.gopls.empty() || !file.flags.empty(); });
    if (is_asked && facts.tools.gopls) {
        facts.gopls_api = ask_gopls(programs, facts.tools.gopls->path, facts.environment);
    }
}

std::string root_of(const Facts& facts) {
    for (const char* name : {"GOWORK", "GOMOD"}) {
        const std::string file(facts.settings.value(name));
        if (file.starts_with('/') && file != "/dev/null") {
            return fs::path(file).parent_path().string();
        }
    }
    return {};
}

}  // namespace

boost::system::result<Facts, app::Failure> gather(const Question& question) {
    Facts facts;
    facts.given_folder = in_time(
        kFolderLimit,
        [folder = question.folder, environment = question.environment] {
            return as_given(folder, environment);
        },
        question.folder);
    facts.environment = question.environment;
    // The go command takes the folder's name from it, and would see another folder's.
    facts.environment.erase("PWD");
    const auto resolved = in_time(
        kFolderLimit, [folder = facts.given_folder] { return std::optional(resolve(folder)); },
        std::nullopt);
    if (!resolved) {
        facts.folder = facts.given_folder;
        facts.tree.hanging = facts.given_folder;
        facts.tools = find_tools(question.search, question.environment, kToolLimit);
        return facts;
    }
    if (!resolved->error.empty()) {
        return app::Failure{facts.given_folder + ": " + resolved->error};
    }
    facts.folder = resolved->path;

    std::future<ServerLog> log;
    if (!question.log.empty())
        log = in_thread([file = question.log] { return read_server_log(file); });
    auto tree = in_thread([folder = facts.folder] { return walk(folder, WalkLimits()); });
    facts.tools = find_tools(question.search, question.environment, kToolLimit);
    const std::string go = facts.tools.gos.empty() ? std::string() : facts.tools.gos[0].path;
    Programs programs(question.program_limit, question.keep_going);
    facts.settings = ask_go(programs, go, facts.folder, facts.environment);
    ask_about_go_flags(programs, go, facts.folder, facts.environment, facts.settings);
    const app::CacheFolders folders = caches_in_use(facts);
    std::optional<MachineSurvey> survey;
    std::future<std::vector<RunningGopls>> servers;
    std::future<std::vector<OpenPort>> ports;
    if (!question.only_modules) {
        survey.emplace(facts.folder, folders, std::string(app::value_of(facts.environment, "HOME")),
                       question.read_processes);
        servers = in_thread(
            [folder = facts.folder, root = root_of(facts)] { return running_gopls(folder, root); });
        ports = in_thread([] { return open_ports_of_gopls(); });
    }
    facts.tree = tree.get();
    facts.work_above = in_time(
        kFolderLimit, [folder = facts.folder] { return nearest_work(folder); }, "");
    if (facts.settings.good() && facts.tree.answered) {
        Commands commands(programs, go, facts.environment, facts.unfinished);
        if (!facts.settings.flags_refusal.empty()) commands.ignore_go_flags();
        gather_modules(commands, facts);
        gather_targets(commands, facts);
        const ScratchFolder scratch(folders.temporary);
        const std::string work_copy = write_work_copy(facts, scratch);
        gather_version_changes(commands, work_copy, facts);
        if (!question.only_modules) gather_packages(commands, work_copy, facts);
        if (question.deep) {
            facts.verification =
                verify_caches(commands, folders, facts.folder, question.load_limit);
        }
        if (question.load) {
            facts.go_runs.push_back(
                run_go(programs, go, facts, GoRun::Kind::kLoad, question.load_limit));
        }
        if (question.build) {
            facts.go_runs.push_back(
                run_go(programs, go, facts, GoRun::Kind::kBuild, question.load_limit));
        }
        if (question.network) facts.network = ask_network(commands, facts, scratch.path());
    }
    if (question.only_modules) return facts;
    gather_editors(programs, facts);
    const Deadline deadline = std::chrono::steady_clock::now() + kProcessLimit;
    facts.open_ports = result_by(ports, deadline).value_or(std::vector<OpenPort>());
    facts.servers = result_by(servers, deadline).value_or(std::vector<RunningGopls>());
    if (log.valid()) {
        ServerLog silent;
        silent.file = question.log;
        silent.error = "its file system did not answer in time";
        facts.log = result_by(log, std::chrono::steady_clock::now() + kLogLimit).value_or(silent);
    }
    std::vector<int> gopls;
    for (const RunningGopls& server : facts.servers) gopls.push_back(server.pid);
    facts.machine = survey->finish(gopls);
    return facts;
}

const Module* Facts::module() const {
    const std::string file(settings.value("GOMOD"));
    const auto found = std::find_if(modules.begin(), modules.end(),
                                    [&](const Module& one) { return one.file() == file; });
    return found == modules.end() ? nullptr : &*found;
}

const WorkFile* Facts::work() const {
    return works.empty() ? nullptr : &works.front();
}

}  // namespace doctor
