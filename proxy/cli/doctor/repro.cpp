#include "cli/doctor/repro.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "app/subcommand.hpp"
#include "cli/doctor/shown.hpp"
#include "cli/progress_line.hpp"
#include "cli/trace/stop_signals.hpp"
#include "doctor/examine.hpp"
#include "doctor/kinds.hpp"
#include "doctor/repro/reproduce.hpp"
#include "doctor/words.hpp"
#include "io/files.hpp"
#include "io/stderr_sink.hpp"

namespace cli::doctor {
namespace {

namespace fs = std::filesystem;
using ::doctor::Finding;

constexpr int kExitNotReproduced = 1;
constexpr std::size_t kMostListed = 20;

void say(const std::string& sentence) {
    io::say("gopls-proxy doctor: " + shown(sentence));
}

std::string absolute(const std::string& folder) {
    std::error_code failure;
    std::string path = fs::absolute(folder, failure).lexically_normal().string();
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return failure ? folder : path;
}

bool is_empty_folder(const std::string& folder) {
    std::error_code failure;
    return fs::is_directory(folder, failure) && fs::is_empty(folder, failure) && !failure;
}

/// Returns the nearest go.mod or go.work in the folders above.
std::string module_file_above(const fs::path& folder) {
    std::error_code failure;
    for (fs::path path = folder.parent_path();; path = path.parent_path()) {
        for (const char* name : {"go.work", "go.mod"}) {
            if (fs::exists(path / name, failure)) return (path / name).string();
        }
        if (!path.has_relative_path()) return {};
    }
}

std::string ids_in(const ::doctor::Findings& findings) {
    std::vector<std::string> ids;
    for (const Finding& one : findings) {
        if (std::find(ids.begin(), ids.end(), one.id) == ids.end()) ids.emplace_back(one.id);
    }
    return ids.empty() ? "none" : ::doctor::listed(ids, ids.size());
}

/// Returns the named finding, or the first one about the workspace; null if there is none.
const Finding* choose(const ::doctor::Findings& findings, const std::string& id) {
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& one) {
        return id.empty() ? ::doctor::why_not_apart(one.id).empty() : one.id == id;
    });
    return found == findings.end() ? nullptr : &*found;
}

/// Creates the folder, and deletes it again unless it is kept. One that was there stays.
class Target {
  public:
    explicit Target(const std::string& folder) : folder_(folder) {
        if (is_empty_folder(folder)) return;
        const auto created = io::create_directory(folder);
        is_new_ = created.has_value();
        if (!is_new_) error_ = folder + ": " + created.error().message();
    }
    ~Target() {
        std::error_code ignored;
        if (is_new_ && !is_kept_) fs::remove(folder_, ignored);
    }
    Target(const Target&) = delete;
    Target& operator=(const Target&) = delete;

    const std::string& error() const { return error_; }
    void keep() { is_kept_ = true; }

  private:
    std::string folder_;
    std::string error_;
    bool is_new_ = false;
    bool is_kept_ = false;
};

std::string result_text(const ::doctor::Reproduction& result, const Finding& finding,
                        const Options& options, const std::string& folder) {
    std::string text = "Wrote " + ::doctor::counted(result.files.size(), "file", "files") + " to " +
                       shown(folder) + ", after " +
                       ::doctor::counted(result.attempts, "attempt", "attempts") + ":\n";
    std::size_t listed = 0;
    for (const auto& [name, content] : result.files) {
        if (++listed > kMostListed) {
            text += "  and " +
                    ::doctor::counted(result.files.size() - kMostListed, "other", "others") + "\n";
            break;
        }
        const auto lines = std::count(content.begin(), content.end(), '\n');
        text += "  " + shown(name) + "  (" +
                ::doctor::counted(static_cast<std::size_t>(lines), "line", "lines") + ")\n";
    }
    if (!result.smallest) {
        text += "The attempts ended early, so a smaller workspace may show it as well.\n";
    }
    std::string command = "gopls-proxy doctor";
    if (options.load) command += " --load";
    if (options.build) command += " --build";
    text += "This command shows " + std::string(finding.id) + ":\n  " + command + " " +
            shown(::doctor::shell_word(folder)) + "\n";
    text +=
        "The files have the names, module paths and imports of your workspace: read them before "
        "you publish them.\n";
    return text;
}

}  // namespace

std::string trouble_with_target(const Options& options) {
    const std::string folder = absolute(options.repro);
    std::error_code failure;
    const fs::file_status status = fs::symlink_status(folder, failure);
    if (fs::exists(status) && !is_empty_folder(folder)) {
        return folder +
               " of --repro exists and is not an empty folder; name a new folder, since nothing is "
               "overwritten";
    }
    const fs::path parent = fs::canonical(fs::path(folder).parent_path(), failure);
    if (failure) {
        return fs::path(folder).parent_path().string() +
               ", where --repro would create a folder: " + failure.message();
    }
    const fs::path examined = fs::canonical(options.folder, failure);
    if (!failure && ::doctor::is_within(parent.string(), examined.string())) {
        return folder + " of --repro is in the examined folder; name a folder outside of it";
    }
    const std::string above = module_file_above(parent / fs::path(folder).filename());
    if (above.empty()) return {};
    return folder + " of --repro is below " + above +
           ", which would take effect there; name a folder outside of every module";
}

int write_repro(const Options& options, const ::doctor::Question& question,
                const ::doctor::Facts& facts) {
    const auto kinds = ::doctor::kinds();
    const ::doctor::Findings findings = ::doctor::findings_of(facts);
    const bool is_known = options.finding.empty() ||
                          std::any_of(kinds.begin(), kinds.end(),
                                      [&](const auto& kind) { return kind.id == options.finding; });
    const Finding* finding = choose(findings, options.finding);
    if (finding == nullptr) {
        say((options.finding.empty() ? "no finding that can be reproduced by a workspace in "
             : is_known              ? "no finding " + options.finding + " in "
                                     : "unknown finding " + options.finding + " for ") +
            facts.folder + "; found: " + ids_in(findings));
        return is_known ? kExitNotReproduced : app::kExitUsage;
    }
    const std::string folder = absolute(options.repro);
    trace::StopSignals signals;
    Target target(folder);
    if (!target.error().empty()) {
        say(target.error());
        return app::kExitUsage;
    }
    ProgressLine line;
    const auto result =
        ::doctor::reproduce(question, facts, *finding,
                            {[&] { return signals.came(); },
                             [&](std::size_t attempt, std::size_t files) {
                                 line.show("attempt " + std::to_string(attempt) + ": " +
                                           ::doctor::counted(files, "file", "files") + " left");
                             }});
    line.erase();
    if (result.has_error()) {
        say(result.error().sentence);
        return kExitNotReproduced;
    }
    if (!is_empty_folder(folder)) {
        say(folder + " of --repro is no longer empty; nothing was written");
        return kExitNotReproduced;
    }
    target.keep();
    const std::string failure = ::doctor::write_files(folder, result->files);
    if (!failure.empty()) {
        say(failure);
        return kExitNotReproduced;
    }
    const ::doctor::Trial trial(question, finding->id);
    const bool is_shown = ::doctor::shows_same(result->signs, trial.of_folder(folder));
    if (!is_shown && !signals.came()) {
        say("the workspace was written to " + folder + ", and " + std::string(finding->id) +
            " does not show there; name a folder beside the examined one");
        return kExitNotReproduced;
    }
    std::fputs(result_text(*result, *finding, options, folder).c_str(), stdout);
    return 0;
}

}  // namespace cli::doctor
