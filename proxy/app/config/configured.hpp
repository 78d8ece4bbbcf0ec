// The result of reading the configuration: the settings in effect, and the source of each. Values
// only.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/log.hpp"
#include "core/base/settings.hpp"

namespace app {

struct Configured {
    core::Settings settings;
    /// `gopls`: the name or absolute path of the real gopls; empty: search for it.
    std::string gopls;
    /// `log.file`: an absolute path; empty: a file in the state folder.
    std::string log_file;
    /// `evidence.debug_port`: gopls opens its debug server on the loopback, and the proxy fetches
    /// its goroutines when an incident begins.
    bool debug_port = false;
    /// `trace.gopls`: gopls sends the spans of its own work to the proxy, for a trace.
    bool traces_gopls = false;
    /// `control.socket`: other programs of this user may ask for the status and give commands.
    bool control_socket = true;
    LogLevel log_level = LogLevel::kInfo;
    /// `metrics.file`: an absolute path, in which `%p` is the pid; empty: no file.
    std::string metrics_file;
    /// `metrics.interval`: between two writes of that file.
    core::Duration metrics_interval = std::chrono::seconds(15);
    /// `metrics.address`: a loopback address and a port; empty: no endpoint.
    std::string metrics_address;

    /// The source of each setting: `GOPLS_PROXY_MODE`, `--proxy-mode`, `/…/config.toml:3`. A
    /// setting that is not listed has its default.
    std::map<std::string, std::string, std::less<>> sources;
    /// The configuration file that was read; empty if there was none.
    std::string config_file;
    /// Sentences for the log and stderr: about unknown settings, or a configuration file that
    /// cannot be reached.
    std::vector<std::string> notes;
};

}  // namespace app
