// Secrets, kept out of what is written to disk: of the environment only what
// matters to gopls, values that a name gives away as secret replaced, and of any
// URL anywhere the part that names a user. Pure.
#pragma once

#include <string>
#include <string_view>

#include "cli/environment.hpp"

namespace cli::incidents {

/// What stands in place of a secret.
inline constexpr std::string_view kMasked = "***";

/// Whether the name of a variable says that its value is a secret.
bool is_secret_name(std::string_view name);

/// The value of `name` as it may be shown: all of a secret masked, else `mask_urls`.
std::string masked_value(std::string_view name, std::string_view value);

/// `https://user:password@host/` with `***` for `user:password`, wherever in `text`, which may be
/// JSON. The name alone goes too: tokens stand there.
std::string mask_urls(std::string_view text);

/// The variables that matter to gopls and to what it starts, masked.
Environment masked_environment(const Environment& environment);

}  // namespace cli::incidents
