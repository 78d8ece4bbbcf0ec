#include "cli/status/report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "app/paint.hpp"
#include "cli/incidents/reading.hpp"
#include "core/base/time.hpp"

namespace cli {
namespace {

using app::painted;
using app::control::Json;
using incidents::list_at;
using incidents::number_at;
using incidents::text_at;

/// Methods beyond these are left to `--json`.
constexpr std::size_t kMaxMethods = 8;

std::string duration_at(const Json& status, const char* pointer) {
    const auto value = number_at(status, pointer);
    if (!value || !std::isfinite(*value)) return "–";
    return core::human(std::chrono::duration_cast<core::Duration>(
        std::chrono::duration<double>(std::clamp(*value, 0.0, 1e9))));
}

/// Returns the whole number at `pointer`; 0 if there is none.
long long count(const Json& status, const char* pointer) {
    const double value = number_at(status, pointer).value_or(0);
    return std::isfinite(value) ? static_cast<long long>(std::clamp(value, 0.0, 1e15)) : 0;
}

std::string count_at(const Json& status, const char* pointer) {
    return std::to_string(count(status, pointer));
}

std::string counted(long long count, const std::string& one, const std::string& many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string megabytes(double bytes) {
    return std::to_string(std::llround(bytes / (1 << 20))) + " MB";
}

app::Paint paint_of(const std::string& state) {
    if (state == "healthy") return app::Paint::kGood;
    if (state == "stuck" || state == "ended") return app::Paint::kBad;
    return app::Paint::kYellow;
}

std::string shortened(const std::string& path, const std::string& home) {
    const bool below = !home.empty() && path.starts_with(home) &&
                       (path.size() == home.size() || path[home.size()] == '/');
    return below ? "~" + path.substr(home.size()) : path;
}

std::string folders_of(const Json& status, const std::string& home) {
    std::string text;
    for (const Json& folder : list_at(status, "/folders")) {
        if (!folder.is_string()) continue;
        if (!text.empty()) text += ", ";
        text += shortened(incidents::printable(folder.get_ref<const std::string&>()), home);
    }
    return text.empty() ? "no folder" : text;
}

std::string editor_of(const Json& status) {
    const std::string name = text_at(status, "/editor/name");
    if (name.empty()) return "unnamed editor";
    const std::string version = text_at(status, "/editor/version");
    return version.empty() ? name : name + " " + version;
}

/// Returns the memory of gopls and of the processes below it.
std::string memory_of(const Json& status) {
    const auto gopls = number_at(status, "/active/pid");
    double of_gopls = 0;
    double of_others = 0;
    long long others = 0;
    for (const Json& process : list_at(status, "/processes")) {
        const double bytes = number_at(process, "/resident_bytes").value_or(0);
        if (gopls && number_at(process, "/pid") == gopls) {
            of_gopls = bytes;
        } else {
            of_others += bytes;
            ++others;
        }
    }
    std::string text;
    if (of_gopls > 0) text += ", " + megabytes(of_gopls);
    if (others > 0) {
        text += "; " + counted(others, "other process", "other processes") + ", " +
                megabytes(of_others);
    }
    return text;
}

std::string server_line(const Json& status, const std::string& which) {
    const std::string at = "/" + which;
    const auto pointer = [&](const char* member) { return at + member; };
    if (text_at(status, pointer("/generation").c_str()).empty()) return {};
    std::string text = "generation " + text_at(status, pointer("/generation").c_str());
    const std::string pid = count_at(status, pointer("/pid").c_str());
    if (pid != "0") text += ", pid " + pid;
    text += ", " + text_at(status, pointer("/phase").c_str()) + ", up " +
            duration_at(status, pointer("/age_seconds").c_str());
    if (text_at(status, pointer("/offline").c_str()) == "true") text += ", offline";
    return text;
}

std::string requests_line(const Json& status) {
    long long answered = 0;
    long long slow = 0;
    for (const Json& method : list_at(status, "/methods")) {
        answered += count(method, "/count");
        slow += count(method, "/slow");
    }
    return count_at(status, "/requests_in_flight") + " waiting, " + std::to_string(answered) +
           " answered, " + std::to_string(slow) + " slow; " +
           counted(count(status, "/open_documents"), "open document", "open documents");
}

std::string incidents_line(const Json& status) {
    std::string text = counted(count(status, "/stalls_detected"), "stall", "stalls") + ", " +
                       counted(count(status, "/replacements"), "replacement", "replacements");
    const std::string sentence = text_at(status, "/last_incident/sentence");
    if (sentence.empty()) return text;
    return text + "; " + duration_at(status, "/last_incident/age_seconds") + " ago: " + sentence;
}

std::string methods_table(const Json& status, bool colours) {
    const Json& methods = list_at(status, "/methods");
    if (methods.empty()) return {};
    char line[128];
    std::snprintf(line, sizeof line, "  %-38s %7s %8s %8s %8s %6s", "METHOD", "COUNT", "P50", "P99",
                  "MAX", "SLOW");
    std::string text = painted(line, app::Paint::kStrong, colours) + "\n";
    for (std::size_t i = 0; i < std::min(methods.size(), kMaxMethods); ++i) {
        const Json& m = methods[i];
        text += "  " + app::padded(text_at(m, "/method").substr(0, 60), 38);
        std::snprintf(line, sizeof line, " %7s %8s %8s %8s %6s", count_at(m, "/count").c_str(),
                      duration_at(m, "/p50_seconds").c_str(),
                      duration_at(m, "/p99_seconds").c_str(),
                      duration_at(m, "/max_seconds").c_str(), count_at(m, "/slow").c_str());
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
        return painted("unreachable", app::Paint::kBad, colours) + "  " + pid + "\n  " +
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
    const auto row = [&](const char* label, const std::string& value) {
        if (!value.empty()) text += "  " + app::padded(label, 10) + value + "\n";
    };
    if (const std::string line = server_line(status, "active"); !line.empty()) {
        row("gopls", line + memory_of(status));
    }
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
