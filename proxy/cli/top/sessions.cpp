#include "cli/top/sessions.hpp"

#include <algorithm>
#include <utility>

#include "app/control/folders.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"

namespace cli::top {

std::vector<std::filesystem::path> Sessions::ask(const std::vector<std::filesystem::path>& sockets,
                                                 core::Time now) {
    listed_ = true;
    std::erase_if(sessions_, [&](const auto& session) {
        return std::find(sockets.begin(), sockets.end(), session.first) == sockets.end();
    });
    std::vector<std::filesystem::path> to_ask;
    for (const auto& socket : sockets) {
        Tracked& tracked = sessions_[socket];
        tracked.row.pid = app::control::pid_of(socket);
        tracked.row.socket = socket;
        if (!tracked.owes_answer) {
            tracked.owes_answer = true;
            tracked.asked = now;
            to_ask.push_back(socket);
        } else if (now - tracked.asked >= kPatience) {
            tracked.row.problem =
                "The proxy has not answered for " + core::human(now - tracked.asked) + ".";
            tracked.row.figures.state = kNoAnswer;
        }
    }
    return to_ask;
}

void Sessions::answered(const std::filesystem::path& socket, const std::optional<Session>& answer,
                        core::Time now) {
    const auto found = sessions_.find(socket);
    if (found == sessions_.end()) return;
    if (!answer) {
        sessions_.erase(found);
        return;
    }
    Tracked& tracked = found->second;
    tracked.owes_answer = false;
    if (answer->reply) return take(tracked, *answer->reply, now);
    tracked.row.problem = "No answer from the proxy: " + answer->reply.error().message;
    tracked.row.figures.state = kNoAnswer;
}

void Sessions::take(Tracked& tracked, const Json& status, core::Time now) const {
    Row& row = tracked.row;
    const double elapsed = row.status.is_null() ? 0 : core::seconds(now - tracked.measured);
    row.figures = figures_of(status, tracked.cpu, elapsed);
    if (row.figures.state.empty()) row.figures.state = "unknown";
    row.status = status;
    row.problem.clear();
    row.editor = editor_of(status);
    row.workspace = folders_of(status, home_);
    row.p99.record(now, row.figures.p99_seconds);
    row.cpu.record(now, row.figures.cpu);
    row.memory.record(now, row.figures.memory_bytes);
    // Without processes, /proc did not answer: the next figures count from the ones before.
    if (!incidents::list_at(status, "/processes").empty() || tracked.cpu.empty()) {
        tracked.cpu = cpu_seconds_of(status);
        tracked.measured = now;
    }
}

std::vector<const Row*> Sessions::rows() const {
    std::vector<const Row*> rows;
    for (const auto& [socket, tracked] : sessions_) {
        // Not before its first answer, which comes within milliseconds or turns into a problem.
        if (!tracked.row.figures.state.empty()) rows.push_back(&tracked.row);
    }
    std::sort(rows.begin(), rows.end(), [](const Row* a, const Row* b) { return a->pid < b->pid; });
    return rows;
}

const Row* Sessions::find(int pid) const {
    for (const Row* row : rows()) {
        if (row->pid == pid) return row;
    }
    return nullptr;
}

}  // namespace cli::top
