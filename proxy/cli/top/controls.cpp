#include "cli/top/controls.hpp"

#include <algorithm>
#include <array>

namespace cli::top {
namespace {

using app::control::Command;

/// Returns the beginning of a sentence about a command: "restart gopls of".
std::string verb_of(Command command) {
    switch (command) {
        case Command::kReload:
            return "reload the workspace of";
        case Command::kRestart:
            return "restart gopls of";
        case Command::kRestartClean:
            return "restart gopls with a clean cache of";
        case Command::kIncident:
            return "save an incident of";
        default:
            break;
    }
    return "ask";
}

std::string object_of(const Request& request) {
    return request.workspace + " (gopls-proxy " + std::to_string(request.pid) + ")";
}

/// Returns a sentence about a command that was carried out.
std::string outcome_of(Command command, const std::string& workspace) {
    switch (command) {
        case Command::kReload:
            return "gopls reloads " + workspace + ".";
        case Command::kRestart:
        case Command::kRestartClean:
            return "A fresh gopls starts for " + workspace + ", and takes over once it has loaded.";
        case Command::kIncident:
            return "Saved an incident of " + workspace +
                   ": see `gopls-proxy incidents show latest`.";
        default:
            break;
    }
    return "Done.";
}

struct CommandKey {
    char key;
    Command command;
};
constexpr std::array<CommandKey, 4> kCommands{{{'l', Command::kReload},
                                               {'r', Command::kRestart},
                                               {'R', Command::kRestartClean},
                                               {'i', Command::kIncident}}};

struct SortKey {
    char key;
    Column column;
};
constexpr std::array<SortKey, 6> kSorts{{{'s', Column::kState},
                                         {'m', Column::kMemory},
                                         {'c', Column::kCpu},
                                         {'w', Column::kWaiting},
                                         {'p', Column::kP99},
                                         {'d', Column::kWorkspace}}};

constexpr char kControlL = 'L' & 0x1f;

bool needs_answer(Command command) {
    return command == Command::kRestart || command == Command::kRestartClean;
}

}  // namespace

std::size_t Controls::selected(const std::vector<const Row*>& rows) {
    if (rows.empty()) return 0;
    if (!chosen_) {
        select(0, rows);
        return 0;
    }
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Row* row) { return row->pid == pid_; });
    select(found == rows.end() ? index_ : static_cast<std::size_t>(found - rows.begin()), rows);
    return index_;
}

void Controls::select(std::size_t index, const std::vector<const Row*>& rows) {
    if (rows.empty()) return;
    index_ = std::min(index, rows.size() - 1);
    pid_ = rows[index_]->pid;
}

std::optional<std::string> Controls::question() const {
    if (!asked_) return std::nullopt;
    std::string verb = verb_of(asked_->command);
    verb[0] = 'R';
    return verb + " " + object_of(*asked_) + "? y/n";
}

Step Controls::press(Key key, const std::vector<const Row*>& rows, std::size_t page) {
    if (key == kControlL) return {false, true, {}};
    if (asked_) return answer_question(key);
    if (help_) {
        help_ = false;
        return {key == 'q', false, {}};
    }
    notice_ = {};
    const std::size_t at = selected(rows);
    chosen_ = chosen_ || !rows.empty();
    for (const CommandKey& command : kCommands) {
        if (key == command.key && !rows.empty()) return start(command.command, *rows[at]);
    }
    for (const SortKey& sort : kSorts) {
        if (key == sort.key) sort_by(sort.column);
    }
    switch (key) {
        case 'q':
            return {true, false, {}};
        case '?':
        case 'h':
            help_ = true;
            break;
        case key::kDown:
        case 'j':
            select(at + 1, rows);
            break;
        case key::kUp:
        case 'k':
            select(at - std::min<std::size_t>(at, 1), rows);
            break;
        case key::kPageDown:
            select(at + page, rows);
            break;
        case key::kPageUp:
            select(at - std::min(at, page), rows);
            break;
        case key::kHome:
        case 'g':
            select(0, rows);
            break;
        case key::kEnd:
        case 'G':
            select(rows.size(), rows);
            break;
        default:
            break;
    }
    return {};
}

void Controls::sort_by(Column column) {
    order_ = {column, order_.column == column && !order_.reversed};
}

Step Controls::start(Command command, const Row& row) {
    Request request{command, row.pid, row.socket,
                    row.workspace.empty() ? "the session" : row.workspace};
    if (!needs_answer(command)) return send(request);
    asked_ = std::move(request);
    return {};
}

Step Controls::answer_question(Key key) {
    const Request request = *asked_;
    asked_.reset();
    if (key == 'y' || key == 'Y') return send(request);
    notice_ = {"Nothing was done.", false};
    return {};
}

Step Controls::send(const Request& request) {
    notice_ = {"Asking the proxy to " + verb_of(request.command) + " " + request.workspace + " …",
               false};
    Step step;
    step.request = request;
    return step;
}

void Controls::answered(const Request& request, const std::string& problem) {
    if (problem.empty()) {
        notice_ = {outcome_of(request.command, request.workspace), false};
    } else {
        notice_ = {
            "Cannot " + verb_of(request.command) + " " + request.workspace + ": " + problem + ".",
            true};
    }
}

}  // namespace cli::top
