#include "cli/clean/report.hpp"

#include <algorithm>
#include <cstdio>

#include "app/paint.hpp"
#include "app/size_text.hpp"
#include "cli/clean/inventory_report.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"
#include "core/base/time.hpp"
#include "doctor/words.hpp"

namespace cli::clean {
namespace {

using app::Paint;
using incidents::printable_line;

/// Rows beyond these are left to `--json`.
constexpr std::size_t kMaxRows = 20;

std::string count_of(std::uint64_t entries) {
    return counted(static_cast<long long>(entries), "entry", "entries");
}

std::string size_of(const io::TreeSize& size) {
    return app::size_text(size.bytes) + (size.complete ? "" : " or more") + " in " +
           count_of(size.entries);
}

std::string decision_text(Item::Decision decision, const Style& style) {
    const Paint paint = decision == Item::Decision::kRefuse   ? Paint::kBad
                        : decision == Item::Decision::kDelete ? Paint::kYellow
                                                              : Paint::kDim;
    const std::string word =
        decision == Item::Decision::kNothing ? "absent" : std::string(name_of(decision));
    return app::painted(app::padded(word, 8), paint, style.colours);
}

std::string item_text(const Item& item, const Style& style) {
    const Candidate& candidate = item.candidate;
    std::string text = "  " + decision_text(item.decision, style) +
                       app::padded(std::string(words_of(candidate.kind)), 14) +
                       path_text(candidate.path, style);
    if (candidate.size.entries > 0) text += "  " + size_of(candidate.size);
    text += "\n";
    const std::string indent(24, ' ');
    if (item.decision == Item::Decision::kDelete && !item.reason.empty()) {
        text += indent + "although " + printable_line(item.reason) + " (--force)\n";
    } else if (item.decision == Item::Decision::kRefuse || item.decision == Item::Decision::kKeep) {
        text += indent + printable_line(item.reason) + "\n";
    }
    return text;
}

/// Returns what to do about refused items that are in use.
std::string advice(const Plan& plan) {
    bool is_used_by_proxy = false;
    std::vector<std::string> runs;
    bool is_used_by_endable = false;
    for (const Item& item : plan.items) {
        if (item.decision != Item::Decision::kRefuse || !item.candidate.unsafe.empty()) continue;
        for (const Use& use : item.candidate.uses) {
            const std::string run =
                use.proxy_run.empty() ? "" : proxy_text(use.proxy_pid, use.proxy_run);
            is_used_by_proxy = is_used_by_proxy || (use.proxy_pid != 0 && run.empty());
            if (!run.empty() && std::find(runs.begin(), runs.end(), run) == runs.end()) {
                runs.push_back(run);
            }
            is_used_by_endable = is_used_by_endable || use.may_be_ended;
        }
    }
    std::string text;
    if (is_used_by_endable) {
        text += "Close the editors that use it, or add --kill-others to end their gopls.\n";
    }
    if (is_used_by_proxy) {
        text += "Close the editor whose proxy cannot stop its gopls meanwhile, or add --force.\n";
    }
    for (const std::string& run : runs) {
        text += "Wait until it ends, or add --force: " + run + ".\n";
    }
    return text;
}

std::string pids_of(const std::vector<Use>& uses) {
    std::string text;
    for (const Use& use : uses) {
        text +=
            (text.empty() ? "" : ", ") + printable_line(use.name) + " " + std::to_string(use.pid);
    }
    return text;
}

std::string outcome_text(const Item& item, const Outcome& outcome, const Style& style) {
    const bool is_good = outcome.state == Outcome::State::kDeleted;
    std::string text = "  " +
                       app::painted(app::padded(std::string(name_of(outcome.state)), 12),
                                    is_good ? Paint::kGood : Paint::kBad, style.colours) +
                       app::padded(std::string(words_of(item.candidate.kind)), 14) +
                       path_text(item.candidate.path, style) + "  " +
                       app::size_text(outcome.deletion.freed_bytes) + " freed, " +
                       count_of(outcome.deletion.entries) + "\n";
    const std::string indent(28, ' ');
    if (!outcome.reason.empty()) text += indent + printable_line(outcome.reason) + "\n";
    if (!outcome.left_at.empty()) {
        text += indent + "the rest is in " + path_text(outcome.left_at, style) + "\n";
    }
    if (outcome.size_after.entries > 0) {
        text += indent + "a process has made it again: " + size_of(outcome.size_after) + "\n";
    }
    return text;
}

std::string parked_text(const Parked& parked, const Style& style) {
    const std::string text = "  gopls-proxy " + std::to_string(parked.proxy_pid);
    if (!parked.problem.empty()) return text + ": " + printable_line(parked.problem) + "\n";
    if (parked.end == Parked::End::kStartedBefore) {
        return text + ": gopls was started before the end, from its editor or after ten minutes\n";
    }
    if (parked.end == Parked::End::kProxyEnded) return text + " has ended meanwhile\n";
    if (!parked.loaded_after) {
        return text + ": gopls is started again, and still loads " + folders_text(parked, style) +
               "\n";
    }
    return text + ": gopls is back, and has loaded " + folders_text(parked, style) + " after " +
           core::human(*parked.loaded_after) + "\n";
}

/// Returns whether something about the item went wrong, so that its row must not be left out.
bool is_trouble(const Run& run, std::size_t i) {
    const bool has_failed = i < run.outcomes.size() && run.outcomes[i] &&
                            run.outcomes[i]->state != Outcome::State::kDeleted;
    return has_failed || run.plan.items[i].decision == Item::Decision::kRefuse;
}

/// Returns a row for each item. Of a crowd of temporary files, only the first ones and those with
/// trouble are shown.
template <typename Row>
std::string item_rows(const Run& run, const Row& row) {
    std::string text;
    std::size_t shown = 0;
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < run.plan.items.size(); ++i) {
        const bool is_one_of_many = run.plan.items[i].candidate.kind == Kind::kTemporary;
        if (is_one_of_many && shown >= kMaxRows && !is_trouble(run, i)) {
            ++left_out;
            continue;
        }
        const std::string line = row(i);
        text += line;
        if (is_one_of_many && !line.empty()) ++shown;
    }
    if (left_out > 0) text += "  " + std::to_string(left_out) + " more temporary (--json)\n";
    return text;
}

}  // namespace

std::string folders_text(const Parked& parked, const Style& style) {
    std::string text;
    for (const std::string& folder : parked.folders) {
        text += (text.empty() ? "" : ", ") + path_text(folder, style);
    }
    return text.empty() ? "no folder" : text;
}

std::string plan_text(const Run& run, const Style& style) {
    std::string text = inventory_text(run.inventory, style);
    const bool has_tasks = !run.options.tasks.empty();
    if (!run.plan.items.empty() || !run.without_folder.empty() || !has_tasks) {
        text += heading("Files to delete", style);
        text += item_rows(run, [&](std::size_t i) { return item_text(run.plan.items[i], style); });
        for (const Kind kind : run.without_folder) {
            text += "  " + decision_text(Item::Decision::kNothing, style) +
                    app::padded(std::string(words_of(kind)), 14) +
                    "the environment names no absolute folder for it\n";
        }
        if (run.plan.items.empty() && run.without_folder.empty()) text += "  none\n";
        text += "\n" + advice(run.plan);
    }
    if (has_tasks) {
        text += refresh::plan_text(run.refresh.steps, run.refresh.problems, style) + "\n";
    }
    if (!run.plan.to_end.empty()) {
        text += "Ended before: " + pids_of(run.plan.to_end) + ".\n";
    }
    for (const int proxy : run.plan.to_park) {
        text += "The gopls behind gopls-proxy " + std::to_string(proxy) +
                " is stopped meanwhile; its editor's requests wait.\n";
    }
    return text;
}

std::string question_of(const Run& run) {
    std::vector<std::string> parts;
    const auto number = [](std::size_t count) { return static_cast<long long>(count); };
    if (!run.plan.to_end.empty()) {
        parts.push_back("end " + counted(number(run.plan.to_end.size()), "process", "processes"));
    }
    if (run.plan.deletes_anything()) {
        parts.push_back("delete " + app::size_text(run.plan.bytes_to_delete()));
    }
    if (run.refresh.runs_anything()) {
        const auto commands = refresh::count_running(run.refresh.steps);
        parts.push_back("run " + counted(number(commands), "go command", "go commands"));
    }
    std::string text = ::doctor::listed(parts);
    if (!text.empty()) text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text + "? [y/N] ";
}

std::string result_text(const Run& run, const Style& style) {
    if (run.declined) return "Nothing was changed.\n";
    if (!run.acted) {
        if (run.has_work()) return "Nothing was changed. Add --yes to carry this out.\n";
        return run.options.tasks.empty() ? "Nothing to delete.\n" : "Nothing to do.\n";
    }
    std::string text;
    for (const Ended& ended : run.ended) {
        text += "  " + std::string(ended.is_gone ? "ended" : "still running") + "  " +
                printable_line(ended.process.name) + " " + std::to_string(ended.process.pid) +
                (ended.was_killed ? ", by SIGKILL" : "") + "\n";
    }
    text += item_rows(run, [&](std::size_t i) {
        const Item& item = run.plan.items[i];
        if (i < run.outcomes.size() && run.outcomes[i]) {
            return outcome_text(item, *run.outcomes[i], style);
        }
        const bool is_refused = item.decision == Item::Decision::kRefuse;
        return is_refused ? item_text(item, style) : std::string();
    });
    text += refresh::result_text(run.refresh.steps, run.refresh.results,
                                 !run.refresh.has_shown_diffs, style);
    for (const Parked& parked : run.parked) text += parked_text(parked, style);
    if (run.interrupted) {
        text += run.plan.items.empty() ? "Interrupted.\n"
                                       : "Interrupted. The next run deletes the rest.\n";
    }
    return run.plan.items.empty() ? text : text + app::size_text(run.freed_bytes()) + " freed.\n";
}

}  // namespace cli::clean
