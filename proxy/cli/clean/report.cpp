#include "cli/clean/report.hpp"

#include <algorithm>
#include <cstdio>

#include "app/incidents/mask.hpp"
#include "app/paint.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"
#include "core/base/time.hpp"

namespace cli::clean {
namespace {

using app::Paint;
using incidents::printable;

/// Rows beyond these are left to `--json`.
constexpr std::size_t kMaxRows = 20;
constexpr std::size_t kMaxCommandBytes = 120;

std::string heading(const std::string& text, const Style& style) {
    return app::painted(text, Paint::kStrong, style.colours) + "\n";
}

std::string path_text(const std::string& path, const Style& style) {
    return printable(shortened(path, style.home));
}

std::string count_of(std::uint64_t entries) {
    return counted(static_cast<long long>(entries), "entry", "entries");
}

std::string size_of(const io::TreeSize& size) {
    return size_text(size.bytes) + (size.complete ? "" : " or more") + " in " +
           count_of(size.entries);
}

std::string sources_text(const Sources& sources) {
    std::string text;
    const auto add = [&](bool is_seen, const char* name) {
        if (is_seen) text += (text.empty() ? "" : ", ") + std::string(name);
    };
    add(sources.process_table, "process table");
    add(sources.holdings, "holdings");
    add(sources.sockets, "sockets");
    return text;
}

std::string role_text(const Gopls& gopls) {
    std::string text = gopls.editor.empty() ? "no editor" : printable(gopls.editor);
    if (gopls.role == Role::kDaemon) text = "daemon of several editors";
    if (gopls.role == Role::kForwarder) text += ", client of a daemon";
    if (gopls.role == Role::kHelper) text = "telemetry of gopls";
    if (gopls.proxy_pid != 0) text += ", behind gopls-proxy " + std::to_string(gopls.proxy_pid);
    return text;
}

std::string gopls_text(const Gopls& gopls, const Style& style) {
    const io::UserProcess& process = gopls.process;
    std::string text = "  " + app::padded(std::to_string(process.pid), 8) +
                       app::padded(core::human(process.age), 10) +
                       app::padded(size_text(process.resident_bytes), 10) +
                       path_text(gopls.folder, style) + "  " + role_text(gopls) + "\n";
    const std::string indent(10, ' ');
    const std::string& cache = gopls.caches.gopls_cache;
    text += indent + "cache " + (cache.empty() ? "unknown" : path_text(cache, style)) +
            "; seen in: " + sources_text(gopls.sources) + "\n";
    for (const std::string& address : process.listens) {
        text += indent + "listens on " + path_text(address, style) + "\n";
    }
    return text;
}

std::string command_text(const io::UserProcess& process) {
    std::string text;
    for (const std::string& word : app::incidents::masked_arguments(process.argv)) {
        text += (text.empty() ? "" : " ") + word;
    }
    if (text.empty()) text = process.name;
    std::replace(text.begin(), text.end(), '\n', ' ');
    const bool is_long = text.size() > kMaxCommandBytes;
    return printable(text.substr(0, kMaxCommandBytes)) + (is_long ? "…" : "");
}

std::string companion_text(const Companion& companion, const Style& style) {
    std::string text = "  " + app::padded(std::to_string(companion.process.pid), 8) +
                       command_text(companion.process) + "\n";
    text += std::string(10, ' ') + path_text(companion.process.working_folder, style);
    if (companion.gopls_pid != 0) {
        text += ", below gopls " + std::to_string(companion.gopls_pid);
    } else if (companion.is_orphan) {
        text += ", left over: the process that started it is gone";
    }
    return text + "\n";
}

std::string file_text(const FileUse& use, const Style& style) {
    return "  " + app::padded(std::to_string(use.pid), 8) + app::padded(printable(use.name), 16) +
           path_text(use.path, style) + "\n";
}

template <typename Values, typename Text>
std::string section(const std::string& title, const Values& values, const Style& style, Text text) {
    if (values.empty()) return {};
    std::string result = heading(title, style);
    for (std::size_t i = 0; i < std::min(values.size(), kMaxRows); ++i) {
        result += text(values[i], style);
    }
    if (values.size() > kMaxRows) {
        result += "  " + std::to_string(values.size() - kMaxRows) + " more (--json)\n";
    }
    return result + "\n";
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
        text += indent + "although " + printable(item.reason) + " (--force)\n";
    } else if (item.decision == Item::Decision::kRefuse || item.decision == Item::Decision::kKeep) {
        text += indent + printable(item.reason) + "\n";
    }
    return text;
}

/// Returns what to do about refused items that are in use.
std::string advice(const Plan& plan) {
    bool is_used_by_proxy = false;
    bool is_used_by_endable = false;
    for (const Item& item : plan.items) {
        if (item.decision != Item::Decision::kRefuse || !item.candidate.unsafe.empty()) continue;
        for (const Use& use : item.candidate.uses) {
            is_used_by_proxy = is_used_by_proxy || use.proxy_pid != 0;
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
    return text;
}

std::string pids_of(const std::vector<Use>& uses) {
    std::string text;
    for (const Use& use : uses) {
        text += (text.empty() ? "" : ", ") + printable(use.name) + " " + std::to_string(use.pid);
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
                       size_text(outcome.deletion.freed_bytes) + " freed, " +
                       count_of(outcome.deletion.entries) + "\n";
    const std::string indent(28, ' ');
    if (!outcome.reason.empty()) text += indent + printable(outcome.reason) + "\n";
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
    if (!parked.problem.empty()) return text + ": " + printable(parked.problem) + "\n";
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
    const Inventory& inventory = run.inventory;
    std::string text;
    if (!inventory.known) {
        text += "Processes cannot be seen on this system, so no gopls is listed.\n\n";
    } else if (inventory.gopls.empty()) {
        text += "No gopls of yours is running.\n\n";
    }
    text += section("gopls: pid, age, memory, folder, editor", inventory.gopls, style, &gopls_text);
    text += section("go commands and debuggers", inventory.companions, style, &companion_text);
    text += section("Held locks", inventory.locks, style, &file_text);
    text += section("Files open for writing in a workspace", inventory.writers, style, &file_text);
    text += heading("Files to delete", style);
    text += item_rows(run, [&](std::size_t i) { return item_text(run.plan.items[i], style); });
    if (run.plan.items.empty()) text += "  none\n";
    text += "\n" + advice(run.plan);
    if (!run.plan.to_end.empty()) {
        text += "Ended before: " + pids_of(run.plan.to_end) + ".\n";
    }
    for (const int proxy : run.plan.to_park) {
        text += "The gopls behind gopls-proxy " + std::to_string(proxy) +
                " is stopped meanwhile; its editor's requests wait.\n";
    }
    return text;
}

std::string question_of(const Plan& plan) {
    std::string text;
    if (!plan.to_end.empty()) {
        text = "End " +
               counted(static_cast<long long>(plan.to_end.size()), "process", "processes") +
               " and delete ";
    } else {
        text = "Delete ";
    }
    return text + size_text(plan.bytes_to_delete()) + "? [y/N] ";
}

std::string result_text(const Run& run, const Style& style) {
    if (run.declined) return "Nothing was changed.\n";
    if (!run.acted) {
        return run.plan.deletes_anything() ? "Nothing was changed. Add --yes to carry this out.\n"
                                           : "Nothing to delete.\n";
    }
    std::string text;
    for (const Ended& ended : run.ended) {
        text += "  " + std::string(ended.is_gone ? "ended" : "still running") + "  " +
                printable(ended.process.name) + " " + std::to_string(ended.process.pid) +
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
    for (const Parked& parked : run.parked) text += parked_text(parked, style);
    if (run.interrupted) text += "Interrupted. The next run deletes the rest.\n";
    return text + size_text(run.freed_bytes()) + " freed.\n";
}

}  // namespace cli::clean
