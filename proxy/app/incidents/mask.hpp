// Keeps secrets out of files on disk and out of reports that are pasted in public. It drops
// environment variables that do not matter to gopls, and replaces values whose names say that they
// are secret. In texts it replaces everything that looks like a secret, rather too much than too
// little. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"

namespace app::incidents {

/// The replacement for a secret.
inline constexpr std::string_view kMasked = "***";

/// Returns whether the name of a variable, a flag or a header says that its value is a secret.
bool is_secret_name(std::string_view name);

/// Returns the value of `name` as it may be shown: `***` for a secret, else the result of
/// `mask_secrets`.
std::string masked_value(std::string_view name, std::string_view value);

/// Returns `text`, which may be JSON, with `***` for
/// - the user in a URL (`https://user:password@host/`), its query and its fragment, and parts of
///   its path that look like a key (`https://host/0123456789abcdef0123456789abcdef/`);
/// - the value behind a secret name (`--token=x`, `--password x`, `password=x`, `"password":"x"`),
///   also where both are elements of a JSON array, and behind `sshpass -p` and `curl -u`;
/// - the value of an authorization header (`Authorization: Bearer x`);
/// - tokens of a known form (`ghp_…`, `glpat-…`, JSON Web Tokens).
std::string mask_secrets(std::string_view text);

/// Returns a JSON document with each string masked by itself, so that it stays JSON: values by the
/// names of their members, arrays of strings as command lines. Any other text is masked as text.
std::string mask_json(std::string_view document);

/// Returns a command line masked by the same rules.
std::vector<std::string> masked_arguments(std::vector<std::string> words);

/// Returns the variables that matter to gopls and its child processes, masked.
Environment masked_environment(const Environment& environment);

}  // namespace app::incidents
