#include "cli/doctor/log_report.hpp"

#include "app/paint.hpp"

namespace cli::doctor {

using ::doctor::ServerLog;
using ::doctor::StartStep;

std::string log_text(const ServerLog& log, const Style& style) {
    if (log.file.empty() || !log.is_known) return {};
    std::string text = app::painted("Last start of gopls in " + shown_at_home(log.file, style),
                                    app::Paint::kStrong, style.colours) +
                       "\n";
    if (log.is_cut) text += "  only the last 64 MB were read; lines count from there\n";
    for (std::size_t i = 0; i < ::doctor::kStartSteps; ++i) {
        const std::string_view name = ::doctor::name_of(static_cast<StartStep>(i));
        text += "  " + app::padded(name, 15) +
                (log.steps[i] > 0 ? "line " + std::to_string(log.steps[i]) : "-") + "\n";
    }
    return text + "\n";
}

nlohmann::ordered_json log_json(const ServerLog& log) {
    if (log.file.empty()) return nullptr;
    nlohmann::ordered_json steps = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < ::doctor::kStartSteps; ++i) {
        const std::string name(::doctor::name_of(static_cast<StartStep>(i)));
        if (log.steps[i] > 0) {
            steps[name] = log.steps[i];
        } else {
            steps[name] = nullptr;
        }
    }
    return {{"file", shown(log.file)}, {"bytes", log.bytes},       {"cut", log.is_cut},
            {"lines", log.lines},      {"sessions", log.sessions}, {"steps", std::move(steps)}};
}

}  // namespace cli::doctor
