#include "cli/doctor/load_report.hpp"

#include "app/paint.hpp"
#include "core/base/time.hpp"

namespace cli::doctor {
namespace {

using ::doctor::GoRun;
using ::doctor::Ran;

std::string_view state_name(const GoRun& run) {
    if (run.state == Ran::State::kTimedOut) return "hung";
    return run.state == Ran::State::kEnded && run.code == 0 ? "ended" : "failed";
}

}  // namespace

std::string load_text(const std::vector<GoRun>& runs, const Style& style) {
    std::string text;
    for (const GoRun& run : runs) {
        text += "  " + shown_at_home(run.command, style) + "\n    " + std::string(state_name(run)) +
                " after " + core::human(run.took);
        if (run.packages > 0) text += ", " + std::to_string(run.packages) + " packages";
        text += "\n";
        for (const auto& process : run.processes) {
            text += "    pid " + std::to_string(process.pid) + "  " +
                    shown_at_home(process.command, style);
            if (!process.waits_for.empty()) text += "  waits for " + shown(process.waits_for);
            text += "\n";
        }
    }
    if (text.empty()) return text;
    return app::painted("Commands", app::Paint::kStrong, style.colours) + "\n" + text + "\n";
}

nlohmann::ordered_json load_json(const std::vector<GoRun>& runs) {
    using Document = nlohmann::ordered_json;
    Document json = Document::array();
    for (const GoRun& run : runs) {
        Document steps = Document::array();
        for (const std::string& step : run.unfinished) steps.push_back(shown(step));
        Document processes = Document::array();
        for (const auto& process : run.processes) {
            processes.push_back(
                {{"pid", process.pid},
                 {"command", shown(process.command)},
                 {"waits_for", process.waits_for.empty() ? Document(nullptr)
                                                         : Document(shown(process.waits_for))}});
        }
        json.push_back({{"kind", run.kind == GoRun::Kind::kLoad ? "load" : "build"},
                        {"command", shown(run.command)},
                        {"state", state_name(run)},
                        {"took_ms", run.took.count()},
                        {"packages", run.packages},
                        {"faulty_packages", run.faulty_packages},
                        {"unfinished", std::move(steps)},
                        {"processes", std::move(processes)}});
    }
    return json;
}

}  // namespace cli::doctor
