#include "cli/config/report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/config/config.hpp"
#include "app/paint.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::config {
namespace {

using Json = nlohmann::ordered_json;
using incidents::printable;

constexpr int kSchema = 1;
constexpr const char* kReadAtStart =
    "# A session reads its settings once, at its start. After a change, restart the language "
    "server in the editor.\n";

/// Returns a comment, on one line.
std::string comment(const std::string& name, const std::string& value) {
    std::string line = "# " + name + ": " + printable(value);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line + "\n";
}

std::string gopls_words(const Surroundings& surroundings) {
    if (!surroundings.gopls) return surroundings.gopls_missing;
    const GoplsInUse& gopls = *surroundings.gopls;
    return gopls.path + " (" + (gopls.version.empty() ? "" : gopls.version + ", ") + "found in " +
           gopls.found_in + ")";
}

std::string file_words(const Surroundings& surroundings) {
    if (surroundings.config_file.empty()) return "none";
    return surroundings.config_file + (surroundings.config_file_read ? "" : " (does not exist)");
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(printable(text));
}

Json gopls_json(const std::optional<GoplsInUse>& gopls) {
    if (!gopls) return nullptr;
    return {{"path", printable(gopls->path)},
            {"found_in", printable(gopls->found_in)},
            {"version", text_or_null(gopls->version)}};
}

std::string dumped(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::size_t count_errors(const std::vector<app::Problem>& problems) {
    return static_cast<std::size_t>(std::count_if(
        problems.begin(), problems.end(), [](const app::Problem& one) { return one.is_error; }));
}

std::string number_of(std::size_t count, const std::string& word) {
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

}  // namespace

std::string report_text(const app::Configured& configured, const Surroundings& surroundings) {
    std::string text =
        comment("gopls", gopls_words(surroundings)) +
        comment("configuration file", file_words(surroundings)) + comment("log", surroundings.log) +
        comment("state folder", surroundings.state) + comment("cache folder", surroundings.cache);
    for (const auto& [signal, url] : surroundings.collectors) {
        text += comment(signal, "sent to " + url + " (OTEL_EXPORTER_OTLP_…)");
    }
    text += kReadAtStart;
    for (const OlderSession& session : surroundings.older_sessions) {
        text += comment("older settings", "gopls-proxy " + std::to_string(session.pid) + " (" +
                                              session.editor + ", " + session.folders +
                                              ") began before the file was changed");
    }
    return text + app::to_toml(configured);
}

std::string report_json(const app::Configured& configured, const Surroundings& surroundings,
                        const std::vector<std::string>& notes) {
    Json json;
    json["schema"] = kSchema;
    json["settings"] = Json::parse(app::to_json(configured));
    json["settings_are_read"] = "at_start";
    json["gopls"] = gopls_json(surroundings.gopls);
    json["gopls_missing"] = text_or_null(surroundings.gopls_missing);
    json["configuration_file"] = {{"path", text_or_null(surroundings.config_file)},
                                  {"read", surroundings.config_file_read}};
    json["log"] = text_or_null(surroundings.log);
    json["state_folder"] = text_or_null(surroundings.state);
    json["cache_folder"] = text_or_null(surroundings.cache);
    json["collectors"] = Json::object();
    for (const auto& [signal, url] : surroundings.collectors) json["collectors"][signal] = url;
    json["older_sessions"] = Json::array();
    for (const OlderSession& session : surroundings.older_sessions) {
        json["older_sessions"].push_back(
            {{"pid", session.pid}, {"editor", session.editor}, {"folders", session.folders}});
    }
    json["notes"] = Json::array();
    for (const std::string& note : notes) json["notes"].push_back(printable(note));
    return dumped(json);
}

std::string check_text(const std::string& file, const std::vector<app::Problem>& problems,
                       bool colours) {
    std::string text;
    for (const app::Problem& problem : problems) {
        text += printable(file) + ":" + std::to_string(problem.line) + ": " +
                app::painted(problem.is_error ? "error" : "warning",
                             problem.is_error ? app::Paint::kBad : app::Paint::kYellow, colours) +
                ": " + printable(problem.sentence) + "\n";
    }
    const std::size_t errors = count_errors(problems);
    const std::size_t warnings = problems.size() - errors;
    if (problems.empty()) return printable(file) + ": no mistakes\n";
    return text + number_of(errors, "error") + ", " + number_of(warnings, "warning") + "\n";
}

std::string check_json(const std::string& file, const std::vector<app::Problem>& problems) {
    Json json;
    json["schema"] = kSchema;
    json["file"] = printable(file);
    json["problems"] = Json::array();
    for (const app::Problem& problem : problems) {
        json["problems"].push_back({{"severity", problem.is_error ? "error" : "warning"},
                                    {"line", problem.line},
                                    {"key", text_or_null(problem.key)},
                                    {"sentence", printable(problem.sentence)}});
    }
    return dumped(json);
}

int exit_code_of(const std::vector<app::Problem>& problems) {
    return count_errors(problems) > 0 ? 1 : 0;
}

}  // namespace cli::config
