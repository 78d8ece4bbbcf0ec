#include "cli/clean/options.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace cli::clean {
namespace {

constexpr const char* kCommand = "gopls-proxy clean";

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
    "\n"
    "Exit codes:\n"
    "  0  done, or nothing to do\n"
    "  1  something was refused, failed or interrupted, or the answer was no\n"
    "  2  invalid command line";

}  // namespace

boost::system::result<Options, Instead> parse_options(std::vector<std::string> arguments) {
    Options options;
    CLI::App line(
        "Shows every gopls of yours with what it holds, and deletes caches that no gopls uses.\n"
        "gopls and go fill them again, which takes a while. A cache in use is refused.\n",
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
    line.add_flag("--kill-others", options.kill_others,
                  "first end every gopls that uses a chosen cache and has no proxy");
    line.add_flag("--force", options.force, "also delete a cache that a process uses");
    line.add_flag("--dry-run", options.dry_run, "only show the plan");
    line.add_flag("--yes,-y", options.yes, "do not ask");
    line.add_flag("--json", options.json, "print JSON (docs/schemas/clean.json), and do not ask");
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(arguments))) return *std::move(instead);
    if (options.dry_run && options.yes) {
        return app::usage_error(kCommand, "--dry-run changes nothing, so --yes does not apply");
    }
    if (options.kinds.empty()) options.kinds.insert(Kind::kGoplsCache);
    return options;
}

Consent consent_of(const Options& options, bool on_terminal) {
    if (options.dry_run) return Consent::kShowOnly;
    if (options.yes) return Consent::kGiven;
    return on_terminal && !options.json ? Consent::kAsk : Consent::kShowOnly;
}

}  // namespace cli::clean
