// By which names and forms a secret is known: the names of variables, flags, headers and members
// of JSON, and the forms of tokens. Internal to the masking: mask.cpp, mask_text.cpp.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace cli::incidents {

std::string upper(std::string_view text);

/// Of these are the names of variables, flags and headers.
bool is_name_sign(char c);

bool is_one_of(const auto& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

/// Whether a name says nothing but that its value is a secret: `password`, not `key`. Where a
/// colon stands behind it, as in JSON, Go's maps and YAML.
bool is_plain_secret(std::string_view name);

/// Whether it was made up of words (`api_key`, `apiKey`), which prose has none of.
bool is_compound(std::string_view name);

/// Of a header that authorizes: all of its value is a secret.
bool is_secret_header(std::string_view name);

/// Flags that take `user:password` or `name=value` of a cookie (curl); whether `value` is of that
/// form.
bool is_login_flag(std::string_view flag);
bool is_login(std::string_view flag, std::string_view value);

/// GitHub's, GitLab's, Amazon's …, JSON Web Tokens.
bool is_token(std::string_view word);

/// Behind `Bearer` or `Basic`: not a word of prose.
bool looks_random(std::string_view word);

}  // namespace cli::incidents
