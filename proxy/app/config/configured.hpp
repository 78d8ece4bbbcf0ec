// The outcome of reading the configuration: the settings in effect, and for
// each the place it comes from. Values only.
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
    /// `log.file`: absolute; empty: a file in the state folder.
    std::string log_file;
    /// `evidence.debug_port`: gopls opens its debug server on the loopback, and is asked for its
    /// goroutines when an incident begins.
    bool debug_port = false;
    LogLevel log_level = LogLevel::kInfo;

    /// By the setting's name: `GOPLS_PROXY_MODE`, `--proxy-mode`, `/…/config.toml:3`. One that is
    /// not listed has its default.
    std::map<std::string, std::string, std::less<>> sources;
    /// The configuration file that was read; empty if there was none.
    std::string config_file;
    /// What deserves a line in the log and on stderr: what looks like a setting and is none, a
    /// configuration file that cannot be reached.
    std::vector<std::string> notes;
};

}  // namespace app
