// GOFLAGS: its words, and whether the go command accepts them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"
#include "doctor/facts/go_settings.hpp"
#include "doctor/facts/programs.hpp"

namespace doctor {

/// Returns the environment with GOFLAGS empty. An empty variable would leave the value of
/// `go env -w`.
app::Environment without_go_flags(app::Environment environment);

/// Fills in `flags_refusal` and `vendor_refusal`. Asks nothing if GOFLAGS is empty. `environment`
/// is the user's.
void ask_about_go_flags(Programs& programs, const std::string& go, const std::string& folder,
                        const app::Environment& environment, GoSettings& settings);

/// Returns the value of `-mod` among the words of GOFLAGS; empty if there is none. Pure.
std::string mod_flag(const std::vector<std::string>& flags);

/// Returns the words as a value of GOFLAGS, those with blanks in quotes. Pure.
std::string joined_flags(const std::vector<std::string>& flags);

/// Returns the words without those that `refusal`, the go command's words, is about. Pure.
std::vector<std::string> accepted_flags(const std::vector<std::string>& flags,
                                        std::string_view refusal);

/// Returns the words with these build tags instead of others. Pure.
std::vector<std::string> flags_with_tags(const std::vector<std::string>& flags,
                                         const std::string& tags);

/// Returns the words without `-mod`. Pure.
std::vector<std::string> flags_without_mod(const std::vector<std::string>& flags);

}  // namespace doctor
