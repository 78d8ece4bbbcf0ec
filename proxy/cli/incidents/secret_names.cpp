#include "cli/incidents/secret_names.hpp"

#include <array>
#include <cctype>

#include "cli/incidents/mask.hpp"

namespace cli::incidents {
namespace {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

constexpr Words<10> kSecretWords = {
    "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "AUTH", "KEY", "CREDENTIAL",
    // How git is given headers on the command line of a build machine: "AUTHORIZATION: basic …".
    "GIT_CONFIG_VALUE", "GIT_CONFIG_PARAMETERS"};
/// Only as a part between other signs: PATH and COMPAT are none.
constexpr Words<13> kSecretParts = {"PAT",    "CRED",      "CREDS",    "COOKIE", "PW",
                                    "JWT",    "SIG",       "SID",      "OTP",    "TOTP",
                                    "SESSID", "SESSIONID", "SIGNATURE"};
constexpr Words<3> kNoPasses = {"ASKPASS", "BYPASS", "COMPASS"};
constexpr Words<6> kPlainWords = {"TOKEN",  "SECRET",     "PASSWORD",
                                  "PASSWD", "PASSPHRASE", "CREDENTIAL"};
constexpr Words<6> kHeaders = {"AUTHORIZATION", "PROXY-AUTHORIZATION", "COOKIE",
                               "SET-COOKIE",    "PRIVATE-TOKEN",       "JOB-TOKEN"};
constexpr Words<3> kUserFlags = {"-u", "--user", "--proxy-user"};
constexpr std::string_view kCookieFlag = "-b";
/// How tokens begin: GitHub, GitLab, Slack, npm, PyPI, Docker, Amazon, Google, JSON Web Tokens,
/// Anthropic, OpenAI, Hugging Face, DigitalOcean.
constexpr Words<22> kTokens = {"ghp_",    "gho_",      "ghu_",   "ghs_",   "ghr_",  "github_pat_",
                               "glpat-",  "gldt-",     "glptt-", "xox",    "xapp-", "npm_",
                               "pypi-",   "dckr_pat_", "AKIA",   "ASIA",   "AIza",  "eyJ",
                               "sk-ant-", "sk-proj-",  "hf_",    "dop_v1_"};
constexpr std::size_t kLeastTokenBytes = 12;

bool is_upper(char c) {
    return std::isupper(static_cast<unsigned char>(c)) != 0;
}
bool is_lower(char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0;
}

bool holds_one_of(const auto& all, std::string_view text) {
    return std::any_of(all.begin(), all.end(), [&](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

bool has_secret_part(std::string_view upper_name) {
    while (!upper_name.empty()) {
        const std::size_t end = std::min(upper_name.find_first_of("_-."), upper_name.size());
        const std::string_view part = upper_name.substr(0, end);
        if (is_one_of(kSecretParts, part) || part.ends_with("PWD")) return true;
        if (part.ends_with("PASS") && !is_one_of(kNoPasses, part)) return true;
        upper_name.remove_prefix(std::min(end + 1, upper_name.size()));
    }
    return false;
}

/// `sessionId`: a capital behind a small letter.
bool is_camel_case(std::string_view name) {
    return std::adjacent_find(name.begin(), name.end(), [](char a, char b) {
               return is_lower(a) && is_upper(b);
           }) != name.end();
}

}  // namespace

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return result;
}

bool is_name_sign(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

bool is_secret_name(std::string_view name) {
    const std::string upper_name = upper(name);
    return holds_one_of(kSecretWords, upper_name) || has_secret_part(upper_name);
}

bool is_plain_secret(std::string_view name) {
    return holds_one_of(kPlainWords, upper(name));
}

bool is_compound(std::string_view name) {
    const bool of_words = name.find_first_of("_-") != std::string_view::npos || is_camel_case(name);
    return of_words && name.find('.') == std::string_view::npos;  // auth_test.go
}

bool is_secret_header(std::string_view name) {
    const std::string upper_name = upper(name);
    return (upper_name.starts_with("X-") && is_secret_name(name)) ||
           is_one_of(kHeaders, upper_name);
}

bool is_login_flag(std::string_view flag) {
    return is_one_of(kUserFlags, flag) || flag == kCookieFlag;
}

bool is_login(std::string_view flag, std::string_view value) {
    const char sign = flag == kCookieFlag ? '=' : ':';
    return is_login_flag(flag) && value.find(sign) != std::string_view::npos;
}

bool is_token(std::string_view word) {
    return word.size() >= kLeastTokenBytes &&
           std::any_of(kTokens.begin(), kTokens.end(),
                       [&](std::string_view begin) { return word.starts_with(begin); });
}

bool looks_random(std::string_view word) {
    return word.size() >= kLeastTokenBytes || is_camel_case(word) ||
           word.find_first_of("0123456789_=+/") != std::string_view::npos;
}

}  // namespace cli::incidents
