#include "cli/clean/options.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace cli::clean {
namespace {

constexpr const char* kCommand = "gopls-proxy clean";

constexpr int kMostSeconds = 3600;

constexpr const char* kExamples =
    "On a terminal the command shows its plan and asks once. Elsewhere it only shows the plan,\n"
    "unless --yes is given.\n"
    "\n"
    "Examples:\n"
    "  gopls-proxy clean                              show the plan, ask, delete gopls's cache\n"
    "  gopls-proxy clean --dry-run --build-cache      show who uses GOCACHE, and its size\n"
    "  gopls-proxy clean --temp --old-generations     delete what no process uses any more\n"
    "  gopls-proxy clean --kill-others                end gopls of editors without the proxy "
    "first\n"
    "  gopls-proxy clean --yes --json | jq .freed_bytes\n"
    "  gopls-proxy clean --mod-cache --refresh        delete GOMODCACHE, download and verify "
    "again\n"
    "  gopls-proxy clean --verify ~/src/app           only compare modules with their checksums\n"
    "  gopls-proxy clean --gopls-cache --tidy         show what go mod tidy changes, and ask\n"
    "\n"
    "Exit codes:\n"
    "  0  done, or nothing to do\n"
    "  1  something was refused, failed or interrupted, or an answer was no\n"
    "  2  invalid command line";

void add_tasks(CLI::App& line, Options& options) {
    using refresh::Task;
    const auto task = [&](const std::string& option, const refresh::Tasks& chosen,
                          const std::string& meaning) {
        line.add_flag_callback(
            option, [&options, chosen] { options.tasks.insert(chosen.begin(), chosen.end()); },
            meaning);
    };
    task("--refresh", {Task::kDownload, Task::kVerify}, "--download and --verify");
    task("--download", {Task::kDownload}, "go mod download: fetch missing modules");
    task("--verify", {Task::kVerify}, "go mod verify: compare modules with their checksums");
    task("--tidy", {Task::kTidy}, "go mod tidy: show what it changes, and ask before it writes");
    task("--vendor", {Task::kVendor}, "go mod vendor, where vendoring is in use");
    task("--list", {Task::kList}, "go list -m all: versions, and replacements without effect");
    task("--updates", {Task::kUpdates}, "go list -m -u all: newer versions");
    app::add_number(line, "--timeout", options.timeout_seconds, "SECONDS",
                    "how long each go command may take; the default is 300", kMostSeconds);
    line.add_option("folder", options.folders,
                    "where go commands run; without one, in the workspaces whose gopls is\n"
                    "stopped, and in the working folder")
        ->type_name("");
}

/// Returns the contradiction in the options; empty if there is none.
std::string contradiction_in(const Options& options, bool has_timeout) {
    constexpr const char* kAddTask = ": add --refresh, --tidy or another of these";
    if (options.dry_run && options.yes) {
        return "--dry-run changes nothing, so --yes does not apply";
    }
    if (options.tasks.empty() && !options.folders.empty()) {
        return "the folder \"" + options.folders.front() + "\" is for go commands" + kAddTask;
    }
    if (options.tasks.empty() && has_timeout) {
        return std::string("--timeout is for go commands") + kAddTask;
    }
    for (const std::string& folder : options.folders) {
        if (folder.empty()) return "the folder's name is empty";
    }
    return {};
}

}  // namespace

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App line(
        "Shows every gopls of yours with what it holds, and deletes caches that no gopls uses.\n"
        "gopls and go fill them again, which takes a while. A cache in use is refused.\n"
        "Then it runs the chosen go commands. With one of these, it deletes only chosen caches.\n",
        kCommand);
    const auto kind = [&](const std::string& option, Kind chosen, const std::string& meaning) {
        line.add_flag_callback(
            option, [&options, chosen] { options.kinds.insert(chosen); }, meaning);
    };
    kind("--gopls-cache", Kind::kGoplsCache, "gopls's file cache (the default)");
    kind("--build-cache", Kind::kBuildCache, "GOCACHE");
    kind("--mod-cache", Kind::kModCache,
         "GOMODCACHE; modules and toolchains have to be downloaded again");
    kind("--module-index", Kind::kModuleIndex, "gopls's index of GOMODCACHE, for imports");
    kind("--temp", Kind::kTemporary, "temporary files and sockets of gopls without a process");
    kind("--old-generations", Kind::kOldGeneration,
         "private caches of gopls-proxy that no gopls uses");
    add_tasks(line, options);
    line.add_flag("--kill-others", options.kill_others,
                  "first end every gopls that uses a chosen cache and has no proxy");
    line.add_flag("--force", options.force, "also delete a cache that a process uses");
    line.add_flag("--dry-run", options.dry_run, "only show the plan");
    line.add_flag("--yes,-y", options.yes, "do not ask");
    line.add_flag("--json", options.json, "print JSON (docs/schemas/clean.json), and do not ask");
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(arguments))) return *std::move(instead);
    const std::string mistake = contradiction_in(options, line.count("--timeout") > 0);
    if (!mistake.empty()) return app::usage_error(kCommand, mistake);
    if (options.kinds.empty() && options.tasks.empty()) options.kinds.insert(Kind::kGoplsCache);
    return options;
}

Consent consent_of(const Options& options, bool on_terminal) {
    if (options.dry_run) return Consent::kShowOnly;
    if (options.yes) return Consent::kGiven;
    return on_terminal && !options.json ? Consent::kAsk : Consent::kShowOnly;
}

}  // namespace cli::clean
