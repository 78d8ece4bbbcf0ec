#include "cli/clean/command.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <utility>

#include "app/gopls/executable.hpp"
#include "app/paint.hpp"
#include "app/size_text.hpp"
#include "cli/clean/execute.hpp"
#include "cli/clean/json.hpp"
#include "cli/clean/question.hpp"
#include "cli/clean/report.hpp"
#include "cli/progress_line.hpp"
#include "cli/refresh/find_roots.hpp"
#include "cli/refresh/report.hpp"

namespace cli {
namespace clean {
namespace {

/// Between two texts about a deletion, which has thousands of entries a second.
constexpr std::chrono::milliseconds kBetweenTexts{100};

std::string progress_text(const Item& item, const io::Deletion& deletion) {
    return "deleting " + std::string(words_of(item.candidate.kind)) + ": " +
           std::to_string(deletion.entries) + " of " + std::to_string(item.candidate.size.entries) +
           " entries, " + app::size_text(deletion.freed_bytes) + " freed";
}

std::string progress_text(const Parked& parked, const Style& style) {
    return "gopls loads " + folders_text(parked, style);
}

/// Editors wait while their gopls is stopped.
constexpr std::chrono::seconds kAnswerPatience{60};

/// Finds everything, and plans what to do about it.
void survey(Run& run, Facts& facts, const Place& place, const CacheFolders& folders) {
    ProgressLine line;
    line.show("looking at processes and measuring folders");
    const Options& options = run.options;
    facts = read_facts(place);
    run.inventory = read_inventory(facts, place, folders);
    auto candidates = find_candidates(options.kinds, place, folders, facts, run.inventory);
    measure(candidates);
    run.without_folder = kinds_without_folder(options.kinds, folders);
    run.plan = make_plan(options, std::move(candidates), facts.processes.known, can_park(facts));
    if (options.tasks.empty()) return;
    const auto where = folders_to_refresh(options, run.plan, facts, place.working_folder);
    const std::string go = app::find_on_path("go", place.environment);
    run.refresh =
        plan_refresh(options, refresh::find_roots(where, go, place.environment, place.home));
    park_for(run.refresh, facts, run.plan);
}

/// Carries out the plan, and shows the progress on a terminal.
void carry_out(Run& run, const Facts& facts, const Place& place, const CacheFolders& folders,
               Consent consent, const Style& style) {
    ProgressLine line(!run.options.json, kBetweenTexts);
    Progress progress;
    progress.deletes = [&](const Item& item, const io::Deletion& deletion) {
        line.show(progress_text(item, deletion));
    };
    progress.loads = [&](const Parked& parked) { line.show(progress_text(parked, style)); };
    progress.refreshes = [&](std::size_t step, std::chrono::seconds since_start) {
        line.show(refresh::progress_text(run.refresh.steps, step, since_start, style));
    };
    progress.agrees = [&](const refresh::Step& step, const std::string& diff,
                          const std::function<bool()>& keeps_going) {
        if (consent == Consent::kGiven) return true;
        line.erase();
        run.refresh.has_shown_diffs = true;
        print(refresh::diff_text(step, diff, style));
        return agrees("Write these changes? [y/N] ", kAnswerPatience, keeps_going);
    };
    execute(run, facts, place, folders, progress);
}

int run_with(const Options& options, const app::Environment& environment) {
    const bool on_terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
    const Consent consent = consent_of(options, on_terminal);

    Run run;
    run.options = options;
    const Place place = current_place(environment);
    const CacheFolders folders = read_cache_folders(environment);
    const Style style{place.home, app::wants_colours(STDOUT_FILENO, environment)};
    Facts facts;
    survey(run, facts, place, folders);
    if (!options.json) print(plan_text(run, style));
    if (consent == Consent::kAsk && run.has_work()) run.declined = !agrees(question_of(run));
    if (consent != Consent::kShowOnly && !run.declined && run.has_work()) {
        carry_out(run, facts, place, folders, consent, style);
    }
    print(options.json ? json_of(run) : result_text(run, style));
    return exit_code(run);
}

/// Makes the folders absolute, with symbolic links resolved. Returns the fault of the first one
/// that has one; empty if none has.
std::string resolve_folders(std::vector<std::string>& folders) {
    namespace fs = std::filesystem;
    for (std::string& folder : folders) {
        std::error_code failure;
        const fs::path path = fs::canonical(folder, failure);
        if (failure) return "the folder \"" + folder + "\" cannot be used: " + failure.message();
        if (!fs::is_directory(path, failure)) return "\"" + folder + "\" is not a folder";
        folder = path.string();
    }
    return {};
}

}  // namespace
}  // namespace clean

int run_clean(const std::vector<std::string>& arguments, const app::Environment& environment) {
    auto options = clean::parse_options(arguments);
    if (options.has_error()) return app::print(options.error());
    const std::string mistake = clean::resolve_folders(options->folders);
    if (!mistake.empty()) return app::print(app::usage_error("gopls-proxy clean", mistake));
    return clean::run_with(*options, environment);
}

}  // namespace cli
