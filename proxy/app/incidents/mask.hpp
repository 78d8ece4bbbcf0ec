// Secrets, kept out of what is written to disk and pasted in public: of the
// environment only what matters to gopls, values that a name gives away as secret
// replaced, and in any text what looks like one. Rather too much than too little.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"

namespace app::incidents {

/// What stands in place of a secret.
inline constexpr std::string_view kMasked = "***";

/// Whether the name of a variable, a flag or a header says that its value is a secret.
bool is_secret_name(std::string_view name);

/// The value of `name` as it may be shown: all of a secret masked, else `mask_secrets`.
std::string masked_value(std::string_view name, std::string_view value);

/// `text`, which may be JSON, with `***` in place of
/// - what names a user in a URL (`https://user:password@host/`), its query and its fragment, and
///   parts of its path that look like a key (`https://host/0123456789abcdef0123456789abcdef/`);
/// - the value behind a secret name (`--token=x`, `--password x`, `password=x`, `"password":"x"`),
///   also where both are elements of a JSON array, and behind `sshpass -p` and `curl -u`;
/// - the value of a header that authorizes (`Authorization: Bearer x`);
/// - tokens that tell by their form what they are (`ghp_…`, `glpat-…`, JSON Web Tokens).
std::string mask_secrets(std::string_view text);

/// A JSON document, each of its strings masked by itself, so that it stays JSON: values by the
/// names of their members, arrays of strings as command lines. What is no JSON is masked as text.
std::string mask_json(std::string_view document);

/// A command line, the same masked in it.
std::vector<std::string> masked_arguments(std::vector<std::string> words);

/// The variables that matter to gopls and to what it starts, masked.
Environment masked_environment(const Environment& environment);

}  // namespace app::incidents
