#include "cli/refresh/report.hpp"

#include <algorithm>
#include <sstream>

#include "app/incidents/mask.hpp"
#include "app/paint.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"
#include "core/base/time.hpp"

namespace cli::refresh {
namespace {

using app::Paint;
using State = Result::State;

/// Rows beyond these are left to `--json`.
constexpr std::size_t kMostModules = 200;
constexpr std::size_t kMostDiffLines = 400;
constexpr std::size_t kCommandColumns = 42;
const std::string kIndent(14, ' ');

std::string safe(const std::string& text) {
    return incidents::printable_line(app::incidents::mask_secrets(text));
}

std::string place_of(const Step& step, const Style& style) {
    return safe(shortened(step.folder, style.home));
}

std::string row_of(const std::string& word, Paint paint, const std::string& command,
                   const Step& step, const Style& style) {
    return "  " + app::painted(app::padded(word, 12), paint, style.colours) +
           app::padded(command, kCommandColumns) + place_of(step, style);
}

std::string word_of(State state) {
    return state == State::kTimedOut ? "timed out" : std::string(name_of(state));
}

Paint paint_of(const Result& result) {
    if (!is_trouble(result)) return Paint::kGood;
    return result.state == State::kDeclined ? Paint::kYellow : Paint::kBad;
}

std::string problem_text(const Problem& problem, const char* remedy) {
    std::string text = kIndent + safe(problem.text) + "\n";
    // Masked, a path in it would be a pattern for a shell.
    if (!problem.mend.empty()) {
        text += kIndent + remedy + incidents::printable_line(problem.mend) + "\n";
    }
    return text;
}

std::string version_text(const VersionStep& step) {
    std::string text = step.path + " ";
    if (step.before.empty()) {
        text += step.after + " added";
    } else if (step.after.empty()) {
        text += step.before + " removed";
    } else if (step.before != step.after) {
        text += step.before + " -> " + step.after;
    } else {
        return text + step.after + (step.is_indirect ? " is indirect now" : " is direct now");
    }
    return text + (step.is_indirect ? ", indirect" : "");
}

/// Returns whether the row says more than the count of the summary.
bool is_shown(const ListedModule& module, Task task) {
    if (module.is_main) return false;
    if (task == Task::kUpdates) return !module.update.empty();
    return !module.is_indirect || !module.replaced_by.empty();
}

std::string module_text(const ListedModule& module) {
    std::string text = module.path + " " + module.version;
    if (!module.replaced_by.empty()) text += " => " + module.replaced_by;
    if (!module.update.empty()) text += " -> " + module.update + " is available";
    return text + (module.is_indirect ? ", indirect" : "");
}

std::string modules_text(const Result& result, Task task) {
    std::vector<const ListedModule*> shown;
    for (const ListedModule& module : result.modules) {
        if (is_shown(module, task)) shown.push_back(&module);
    }
    std::stable_sort(shown.begin(), shown.end(), [](const auto* a, const auto* b) {
        return !a->is_indirect && b->is_indirect;
    });
    std::string text;
    for (std::size_t i = 0; i < std::min(shown.size(), kMostModules); ++i) {
        text += kIndent + safe(module_text(*shown[i])) + "\n";
    }
    if (shown.size() > kMostModules) {
        text += kIndent + std::to_string(shown.size() - kMostModules) + " more (--json)\n";
    }
    return text;
}

std::string step_result(const Step& step, const Result& result, bool shows_diffs,
                        const Style& style) {
    const std::string command = step.task == Task::kTidy ? "go mod tidy" : command_of(step);
    std::string text = row_of(word_of(result.state), paint_of(result), command, step, style);
    if (result.took.count() > 0) text += "  " + core::human(result.took);
    text += "\n";
    if (!result.summary.empty()) text += kIndent + safe(result.summary) + "\n";
    for (const Problem& problem : result.problems) text += problem_text(problem, "mend: ");
    for (const Problem& note : result.notes) text += problem_text(note, "to change it: ");
    for (const VersionStep& version : result.versions) {
        text += kIndent + safe(version_text(version)) + "\n";
    }
    text += modules_text(result, step.task);
    if (shows_diffs && !result.diff.empty()) text += diff_text(step, result.diff, style);
    return text;
}

Paint paint_of_line(const std::string& line) {
    if (line.starts_with('+')) return Paint::kGood;
    return line.starts_with('-') ? Paint::kBad : Paint::kPlain;
}

}  // namespace

std::string plan_text(const std::vector<Step>& steps, const std::vector<std::string>& problems,
                      const Style& style) {
    std::string text = app::painted("Go commands to run", Paint::kStrong, style.colours) + "\n";
    for (const Step& step : steps) {
        const bool runs = step.refusal.empty();
        text += row_of(runs ? "run" : "refuse", runs ? Paint::kCyan : Paint::kBad, command_of(step),
                       step, style) +
                "\n";
        if (!runs) text += kIndent + safe(step.refusal) + "\n";
        if (runs && step.task == Task::kTidy) {
            text += kIndent + "go mod tidy then writes go.mod and go.sum, if you agree to the " +
                    "changes\n";
        }
    }
    for (const std::string& problem : problems) text += "  " + safe(problem) + "\n";
    if (steps.empty() && problems.empty()) text += "  none\n";
    return text;
}

std::string progress_text(const std::vector<Step>& steps, std::size_t step,
                          std::chrono::seconds since_start, const Style& style) {
    const Step& running = steps.at(step);
    return std::to_string(step + 1) + " of " + std::to_string(steps.size()) + ": " +
           command_of(running) + " in " + place_of(running, style) + ", " +
           std::to_string(since_start.count()) + " s";
}

std::string diff_text(const Step& step, const std::string& diff, const Style& style) {
    std::string text = kIndent + "changes by go mod tidy in " + place_of(step, style) + ":\n";
    std::istringstream lines(diff);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        // go prints one between the files; in a file, each line has a sign.
        if (line.empty() || count++ >= kMostDiffLines) continue;
        text += kIndent +
                app::painted(incidents::printable(app::incidents::mask_secrets(line)),
                             paint_of_line(line), style.colours) +
                "\n";
    }
    if (count > kMostDiffLines) {
        text += kIndent + std::to_string(count - kMostDiffLines) + " more lines\n";
    }
    return text;
}

std::string result_text(const std::vector<Step>& steps, const std::vector<Result>& results,
                        bool shows_diffs, const Style& style) {
    std::string text;
    for (std::size_t i = 0; i < std::min(steps.size(), results.size()); ++i) {
        text += step_result(steps[i], results[i], shows_diffs, style);
    }
    return text;
}

}  // namespace cli::refresh
