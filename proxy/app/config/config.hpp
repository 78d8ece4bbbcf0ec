// The settings in effect. Flags take precedence over environment variables, those over the
// configuration file, and that over the defaults (docs/design.md, "Settings").
//
// A wrong flag is an error, as with gopls. A wrong value or an unknown name in the file or the
// environment is reported and skipped, because nobody reads the stderr of a program that an editor
// starts. A workspace cannot configure anything: paths must be absolute.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <vector>

#include "app/config/configured.hpp"
#include "app/config/file.hpp"
#include "app/environment.hpp"

namespace app {

/// A setting given on the command line, `--proxy-<name>=<value>`.
struct ProxyFlag {
    std::string name;  ///< as typed, without dashes and `proxy-`: `stall-window`
    std::string value;
};

/// Reads the configuration. `default_file` (may be empty) is read if it exists. A file named by
/// `--proxy-config=PATH` or `GOPLS_PROXY_CONFIG` replaces it, and must exist. Returns an error for
/// wrong flags; all other problems are in `Configured::notes`.
boost::system::result<Configured, ConfigError> load_settings(
    const std::vector<ProxyFlag>& proxy_flags, const Environment& environment,
    const std::string& default_file);

/// Returns why a flag (`--proxy-…`, as typed, without its value) is unknown, with a suggestion.
std::string unknown_flag(const std::string& flag);

/// Returns which value is missing behind a flag (`--proxy-…`, as typed), or why it is unknown.
std::string missing_value(const std::string& flag);

/// Returns all settings as a configuration file that would set them, with their sources as
/// comments.
std::string to_toml(const Configured& configured);

/// Returns all settings as a JSON object: name to `{"value": …, "source": …}`.
std::string to_json(const Configured& configured);

}  // namespace app
