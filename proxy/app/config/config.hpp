// The settings in effect: flags before environment variables before the
// configuration file before the defaults (docs/design.md, "Settings").
//
// A wrong flag is an error, as with gopls. A wrong value or an unknown name in the
// file or the environment is reported and left out: nobody reads the stderr of a
// program that an editor starts. Nothing of a workspace configures anything: paths
// are absolute.
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
    std::string name;  ///< without dashes and `proxy-`, as typed: `stall-window`
    std::string value;
};

/// Reads the configuration. `default_file` (may be empty) is read if it exists;
/// `--proxy-config=PATH` or `GOPLS_PROXY_CONFIG` names another one, which must. Errors are those of
/// flags, all others are in `Configured::notes`.
boost::system::result<Configured, ConfigError> load_settings(
    const std::vector<ProxyFlag>& proxy_flags, const Environment& environment,
    const std::string& default_file);

/// Why a flag (`--proxy-…`, as typed, without its value) is none, with what it may have meant.
std::string unknown_flag(const std::string& flag);

/// All settings as a configuration file that would set them, each with its source as a comment.
std::string to_toml(const Configured& configured);

/// All settings as a JSON object: name to `{"value": …, "source": …}`.
std::string to_json(const Configured& configured);

}  // namespace app
