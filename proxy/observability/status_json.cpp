#include "observability/status_json.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace observability {
namespace {

using Json = nlohmann::ordered_json;

/// Returns whether the status has a state that a stopped gopls contradicts.
bool is_without_verdict(const Json& status) {
    constexpr auto kWithoutVerdict =
        std::to_array<std::string_view>({"loading", "healthy", "quiet"});
    const std::string state = status.value("state", "");
    return std::find(kWithoutVerdict.begin(), kWithoutVerdict.end(), state) !=
           kWithoutVerdict.end();
}

bool is_stopped(const Json& processes, const Json& pid) {
    return pid.is_number() && processes.is_array() &&
           std::any_of(processes.begin(), processes.end(), [&](const Json& process) {
               return process.at("pid") == pid && process.at("state") == "T";
           });
}

}  // namespace

Json status_json(Json about, const core::Status& status) {
    about.update(core::to_json(status));
    return about;
}

void add_processes(Json& status, Json processes) {
    if (is_without_verdict(status) && is_stopped(processes, status.at("active").at("pid"))) {
        status["state"] = "quiet";
        status["summary"] =
            std::string("gopls is stopped by a signal (state T), and ") +
            (status.at("waiting").empty() ? "nothing waits for it yet." : "requests wait for it.");
    }
    status["processes"] = std::move(processes);
}

}  // namespace observability
