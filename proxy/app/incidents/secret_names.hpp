// Recognizes secrets by name and form: names of variables, flags, headers and JSON members; forms
// of tokens, URLs and logins. Internal to the masking: mask.cpp, mask_text.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace app::incidents {

inline constexpr std::size_t kNowhere = std::string_view::npos;

/// A URL, a value, a JSON string or a line ends at the latest at one of these.
inline constexpr std::string_view kEnds = " \t\r\n,|\"'`\\<>";

std::string upper(std::string_view text);

/// Returns whether `c` may be part of the name of a variable, a flag or a header.
bool is_name_sign(char c);

bool is_one_of(const auto& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

/// Returns whether a name can only mean that its value is a secret: `password`, but not `key`.
bool is_plain_secret(std::string_view name);

/// Returns whether the name contains `password`, `passwd` or `passphrase`.
bool is_password(std::string_view name);

/// Returns whether the value of a JSON member is a secret.
bool is_secret_member(std::string_view name);

/// Returns whether the value behind a name and a colon is a secret, and not a word of prose, which
/// may say `token: x` too. `glued`: written as `x:y`, unlike in prose; `begins`: nothing is in
/// front of it.
bool is_secret_pair(std::string_view name, std::string_view value, bool glued, bool begins);

/// Does the same behind a name and ` = `, which also occurs in programs.
bool is_assigned_secret(std::string_view name, std::string_view value, bool quoted, bool begins);

/// Returns whether this is an authorization header: all of its value is a secret.
bool is_secret_header(std::string_view name);

/// Returns whether this is git's setting `http.extraHeader`: any header, usually for authorization.
bool is_extra_header(std::string_view name);

/// Return whether a flag takes `user:password` or a cookie's `name=value` (curl), and whether
/// `value` has that form.
bool is_login_flag(std::string_view flag);
bool is_login(std::string_view flag, std::string_view value);

/// Returns whether the value is a command that prints a password: GIT_ASKPASS, SSH_ASKPASS,
/// core.askPass.
bool is_askpass(std::string_view name);

/// Returns whether the word is a token of a known form: GitHub's, GitLab's, Amazon's …, JSON Web
/// Tokens.
bool is_token(std::string_view word);

/// Returns whether the word behind `Bearer` or `Basic` is not a word of prose.
bool looks_random(std::string_view word);

/// Returns whether a part of a URL's path has the form of a key that authorizes somebody. `host` is
/// the URL's host for the first part, else empty.
bool is_key(std::string_view segment, std::string_view host);

/// Returns where the user's name ends in a URL behind its `://`; npos: it names none. `word`
/// extends beyond the end of the URL, since a password may contain any sign.
std::size_t end_of_user(std::string_view word);

/// Returns where a password may end in a word without `://`: at the last `@` with a host behind it;
/// 0: there is none.
std::size_t end_of_password(std::string_view word);

}  // namespace app::incidents
