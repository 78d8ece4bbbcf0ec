// By which names and forms a secret is known: the names of variables, flags, headers and members
// of JSON; the forms of tokens, URLs and logins. Internal to the masking: mask.cpp, mask_text.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace app::incidents {

inline constexpr std::size_t kNowhere = std::string_view::npos;

/// The URL, the value, the JSON string or the line ends there at the latest.
inline constexpr std::string_view kEnds = " \t\r\n,|\"'`\\<>";

std::string upper(std::string_view text);

/// Of these are the names of variables, flags and headers.
bool is_name_sign(char c);

bool is_one_of(const auto& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

/// Whether a name says nothing but that its value is a secret: `password`, not `key`.
bool is_plain_secret(std::string_view name);

/// `password`, `passphrase`.
bool is_password(std::string_view name);

/// Whether the value of a member of JSON is a secret.
bool is_secret_member(std::string_view name);

/// Whether the value behind a name and a colon is, not a word of prose, which says `token: x`, too.
/// `glued`: `x:y`, which prose does not say; `begins`: nothing stands in front of it.
bool is_secret_pair(std::string_view name, std::string_view value, bool glued, bool begins);

/// The same behind a name and ` = `, which programs have as well.
bool is_assigned_secret(std::string_view name, std::string_view value, bool quoted, bool begins);

/// Of a header that authorizes: all of its value is a secret.
bool is_secret_header(std::string_view name);

/// Of git's setting `http.extraHeader`: a header with any name, which mostly authorizes.
bool is_extra_header(std::string_view name);

/// Flags that take `user:password` or `name=value` of a cookie (curl); whether `value` is of that
/// form.
bool is_login_flag(std::string_view flag);
bool is_login(std::string_view flag, std::string_view value);

/// GIT_ASKPASS, SSH_ASKPASS, core.askPass: the value is a command that prints a password.
bool is_askpass(std::string_view name);

/// GitHub's, GitLab's, Amazon's …, JSON Web Tokens.
bool is_token(std::string_view word);

/// Behind `Bearer` or `Basic`: not a word of prose.
bool looks_random(std::string_view word);

/// A part of a URL's path that stands for somebody, as far as can be told from its form. `host`: of
/// the URL, if it is the first part; else nothing.
bool is_key(std::string_view segment, std::string_view host);

/// Where in a URL behind its `://` the name of the user ends; npos: it names none. `word` goes
/// beyond the end of the URL: a password has any sign.
std::size_t end_of_user(std::string_view word);

/// Where in a word without `://` a password may end: at the last `@` with a host behind it; 0: it
/// has none.
std::size_t end_of_password(std::string_view word);

}  // namespace app::incidents
