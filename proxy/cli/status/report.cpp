#include "cli/status/report.hpp"

#include <algorithm>
#include <cstdio>

#include "app/paint.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/status/words.hpp"

namespace cli {
namespace {

using app::painted;
using app::control::Json;
using incidents::list_at;
using incidents::text_at;

/// Methods beyond these are left to `--json`.
constexpr std::size_t kMaxMethods = 8;

std::string methods_table(const Json& status, bool colours) {
    const Json& methods = list_at(status, "/methods");
    if (methods.empty()) return {};
    char line[128];
    std::snprintf(line, sizeof line, "  %-38s %7s %8s %8s %8s %6s", "METHOD", "COUNT", "P50", "P99",
                  "MAX", "SLOW");
    std::string text = painted(line, app::Paint::kStrong, colours) + "\n";
    for (std::size_t i = 0; i < std::min(methods.size(), kMaxMethods); ++i) {
        const Json& m = methods[i];
        const bool is_answered = count_at(m, "/count") != "0";
        const auto time = [&](const char* pointer) {
            return is_answered ? duration_at(m, pointer) : "-";
        };
        text += "  " + app::padded(text_at(m, "/method").substr(0, 60), 38);
        std::snprintf(line, sizeof line, " %7s %8s %8s %8s %6s", count_at(m, "/count").c_str(),
                      time("/p50_seconds").c_str(), time("/p99_seconds").c_str(),
                      time("/max_seconds").c_str(), count_at(m, "/slow").c_str());
        text += line + std::string("\n");
    }
    if (methods.size() > kMaxMethods) {
        text += "  " + std::to_string(methods.size() - kMaxMethods) + " more (--json)\n";
    }
    return text;
}

std::string session_text(const Session& session, const std::string& home, bool colours) {
    const std::string pid = "gopls-proxy " + std::to_string(session.pid);
    if (!session.reply) {
        return painted("no answer", app::Paint::kBad, colours) + "  " + pid + "\n  " +
               incidents::printable(session.reply.error().message) + "\n";
    }
    const Json& status = *session.reply;
    const std::string state = text_at(status, "/state");
    std::string text = app::padded(state, 10);
    text =
        painted(text, paint_of(state), colours) +
        painted(editor_of(status) + "  " + folders_of(status, home), app::Paint::kStrong, colours) +
        "  " + painted(pid, app::Paint::kDim, colours) + "\n";
    text += "  " + text_at(status, "/summary") + "\n";
    if (text_at(status, "/mode") == "observe") {
        text +=
            "  The proxy only observes (mode = \"observe\"): it replaces and reloads nothing.\n";
    }
    const auto row = [&](const char* label, const std::string& value) {
        if (!value.empty()) text += "  " + app::padded(label, 10) + value + "\n";
    };
    if (const std::string line = server_line(status, "active"); !line.empty()) {
        row("gopls", line + memory_of(status));
    }
    row("start", text_at(status, "/active/start/text"));
    row("standby", server_line(status, "standby"));
    row("requests", requests_line(status));
    row("faults", incidents_line(status));
    if (const std::string address = text_at(status, "/metrics_address"); !address.empty()) {
        row("metrics", "http://" + address + "/metrics");
    }
    return text + methods_table(status, colours);
}

}  // namespace

std::string status_text(const std::vector<Session>& sessions, const std::string& home,
                        bool colours) {
    if (sessions.empty()) {
        return "No gopls-proxy is running. Editors start one with the first Go file.\n";
    }
    std::string text;
    for (const Session& session : sessions) {
        if (!text.empty()) text += "\n";
        text += session_text(session, home, colours);
    }
    return text;
}

std::string status_json(const std::vector<Session>& sessions) {
    Json list = Json::array();
    for (const Session& session : sessions) {
        if (session.reply) {
            list.push_back(*session.reply);
        } else {
            list.push_back({{"proxy", {{"pid", session.pid}}},
                            {"error",
                             {{"code", session.reply.error().code},
                              {"message", session.reply.error().message}}}});
        }
    }
    return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cli
