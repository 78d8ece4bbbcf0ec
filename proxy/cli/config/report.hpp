// The output of `gopls-proxy config`, for people and for programs. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/config/check.hpp"
#include "app/config/configured.hpp"

namespace cli::config {

/// The gopls that a session starts.
struct GoplsInUse {
    std::string path;
    std::string found_in;  ///< `PATH`, `GOBIN`, …, or the source of the setting
    std::string version;   ///< `v0.23.0`; empty if unknown
};

/// A running session that began before the configuration file was changed.
struct OlderSession {
    int pid = 0;
    std::string editor;
    std::string folders;  ///< `~/src/app, ~/src/lib`
};

/// Everything besides the settings.
struct Surroundings {
    std::optional<GoplsInUse> gopls;
    std::string gopls_missing;  ///< why there is none, a sentence
    std::string config_file;    ///< the file that is or would be read; empty: none
    bool config_file_read = false;
    std::string log;    ///< a path, or why there is none
    std::string state;  ///< folder of the log, incidents and records
    std::string cache;  ///< folder of clean caches
    /// Where OpenTelemetry's signals are sent: `traces` and a URL without secrets.
    std::vector<std::pair<std::string, std::string>> collectors;
    std::vector<OlderSession> older_sessions;
};

/// Returns a configuration file that would set all settings, with sources and surroundings as
/// comments.
std::string report_text(const app::Configured& configured, const Surroundings& surroundings);

/// Returns the document of docs/schemas/config.json. `notes` are sentences about mistakes.
std::string report_json(const app::Configured& configured, const Surroundings& surroundings,
                        const std::vector<std::string>& notes);

/// Returns a line `FILE:LINE: error: SENTENCE` for each problem, and a summary.
std::string check_text(const std::string& file, const std::vector<app::Problem>& problems,
                       bool colours);

/// Returns the document of docs/schemas/config-check.json.
std::string check_json(const std::string& file, const std::vector<app::Problem>& problems);

/// Returns 1 if one of the problems is an error, else 0.
int exit_code_of(const std::vector<app::Problem>& problems);

}  // namespace cli::config
