#include "app/incidents/secret_names.hpp"

#include <array>
#include <cctype>

#include "app/incidents/mask.hpp"

namespace app::incidents {
namespace {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

/// The words of a text; N must be their number.
template <std::size_t N>
consteval Words<N> words(std::string_view text) {
    Words<N> result;
    for (std::string_view& word : result) {
        word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return text.empty() && !result.back().empty() ? result : throw "another number of words";
}

/// The last two pass headers to git on a build machine's command line: "AUTHORIZATION: basic …".
constexpr auto kSecretWords = words<11>(
    "TOKEN SECRET PASSWORD PASSWD PASSPHRASE AUTH KEY CREDENTIAL WEBHOOK GIT_CONFIG_VALUE "
    "GIT_CONFIG_PARAMETERS");
/// These count only as a part between separators: PATH and COMPAT do not match PAT.
constexpr auto kSecretParts =
    words<13>("PAT CRED CREDS COOKIE PW JWT SIG SID OTP TOTP SESSID SESSIONID SIGNATURE");
constexpr auto kNoPasses = words<3>("ASKPASS BYPASS COMPASS");
constexpr auto kPlainWords = words<6>("TOKEN SECRET CREDENTIAL PASSWORD PASSWD PASSPHRASE");
constexpr auto kPasswords = words<3>("PASSWORD PASSWD PASSPHRASE");
constexpr auto kHeaders = words<7>(
    "AUTHORIZATION PROXY-AUTHORIZATION COOKIE SET-COOKIE PRIVATE-TOKEN JOB-TOKEN X-JFROG-ART-API");
constexpr auto kUserFlags = words<4>("-u --user -U --proxy-user");
constexpr std::string_view kCookieFlag = "-b";
/// Prefixes of tokens: GitHub, GitLab, Bitbucket and packages; clouds and vaults; services.
constexpr auto kTokens = words<95>(
    "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glptt- glcbt- glrt- glrtr- glsoat- glimt- "
    "glagent- glft- glffct- gloas- glwt- GR1348941 ATBB ATATT ATCTT npm_ pypi- rubygems_ dckr_pat_ "
    "dckr_oat_ AKCp cmVmdGtu "
    "AKIA ASIA AIza ya29. GOCSPX- LTAI dop_v1_ doo_v1_ dor_v1_ HRKU- nfp_ fm1a_ fm2_ tskey- eyJ "
    "hvs. hvb. hvr. AGE-SECRET-KEY- ops_eyJ dp.pt. dp.st. pscale_ "
    "xox xapp- sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or- hf_ gsk_ xai- pplx- nvapi- sk_live_ "
    "rk_live_ sk_test_ rk_test_ whsec_ shpat_ shpca_ shppa_ shpss_ sq0atp- sq0csp- xkeysib- tfp_ "
    "ntn_ lin_api_ lin_oauth_ figd_ PMAK- NRAK- glc_ glsa_ sntrys_ sntryu_ dt0c01. sgp_ sqp_ squ_ "
    "sbp_ bkua_ CCIPAT_");
/// SendGrid, Notion, Pulumi, OpenAI, Databricks, crates.io, Facebook: other words have these
/// prefixes too.
constexpr auto kShortTokens = words<7>("SG. secret_ pul- sk- dapi cio EAA");
constexpr std::size_t kLeastTokenBytes = 12;
constexpr std::size_t kLeastShortTokenBytes = 30;
/// Words of prose and code behind a name: `the password is …`, `semanticTokens: true`.
constexpr auto kStates = words<21>(
    "a an the not no now wrong invalid incorrect required empty missing set unset expired too in "
    "never true false null");
/// Words behind an `@` that are not a host: versions of a module, of its proxy, or of an image.
constexpr auto kVersions = words<6>("latest upgrade patch none v sha256");

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kSmall = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kHex = "0123456789abcdefABCDEF-";

bool has(std::string_view text, std::string_view signs) {
    return text.find_first_of(signs) != kNowhere;
}
bool is_of(std::string_view text, std::string_view signs) {
    return text.find_first_not_of(signs) == kNowhere;
}
bool is_solid(unsigned char c) {
    return std::isalnum(c) != 0;
}

bool holds_one_of(const auto& all, std::string_view text) {
    return std::any_of(all.begin(), all.end(),
                       [&](std::string_view word) { return text.find(word) != kNowhere; });
}
bool begins_with_one_of(const auto& all, std::string_view text) {
    return std::any_of(all.begin(), all.end(),
                       [&](std::string_view word) { return text.starts_with(word); });
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

/// Returns whether a capital follows a small letter, as in `sessionId`.
bool is_camel_case(std::string_view name) {
    const auto turn = std::adjacent_find(name.begin(), name.end(), [](char a, char b) {
        return kSmall.find(a) != kNowhere && kCapitals.find(b) != kNowhere;
    });
    return turn != name.end();
}

/// Returns whether the text is neither a word nor a number nor a hash.
bool is_mixed(std::string_view text) {
    return has(text, kSmall) && has(text, kCapitals) && has(text, kDigits);
}

/// Returns whether a name consists of words (`api_key`, `apiKey`) or is a password; prose has no
/// such name.
bool is_certain(std::string_view name) {
    const bool of_words = name.find_first_of("_-") != kNowhere || is_camel_case(name);
    return (of_words && is_secret_name(name)) || is_password(name) || upper(name) == "APIKEY";
}

/// Excludes names such as `auth-proxy`, which is a host.
bool ends_secret(std::string_view name) {
    return is_plain_secret(name) || (is_certain(name) && upper(name).ends_with("KEY"));
}

/// Returns whether a word behind `token: ` is not a name in Go code. Compilers print that too,
/// unless `alone`.
bool looks_generated(std::string_view word, bool alone) {
    const bool of_go = word.find_first_of(".:*&()[]{}") != kNowhere ||
                       (word.find('/') != kNowhere && !is_mixed(word));
    return word.size() >= (alone ? 6 : kLeastTokenBytes) && has(word, kDigits) && !of_go;
}

/// Matches the last word of `the password is invalid.`
bool is_state(std::string_view word) {
    return is_one_of(kStates, word.substr(0, word.find('.')));
}

/// Returns whether this is a version, such as `v1.2.3`, `1.2.3` or `latest`. The address of a host
/// has four numbers.
bool is_version(std::string_view text) {
    const auto end =
        std::find_if_not(text.begin(), text.end(), [](char c) { return is_solid(c) || c == '.'; });
    std::string_view word(text.begin(), end);
    if (word.ends_with('.')) word.remove_suffix(1);  // the end of a sentence
    if (is_one_of(kVersions, word)) return true;
    if (word.starts_with('v')) word.remove_prefix(1);
    return !word.empty() && is_of(word, "0123456789.") &&
           std::count(word.begin(), word.end(), '.') < 3;
}

/// Returns whether the `@` may separate a host from a name in front of it that is not masked yet.
bool ends_login(std::string_view word, std::size_t sign) {
    const std::string_view name = word.substr(0, sign);
    const std::string_view host = word.substr(sign + 1);
    return !host.empty() && (is_solid(host[0]) || host[0] == '[') && !is_version(host) &&
           !name.empty() && !name.ends_with('/') && !name.ends_with(kMasked);
}

}  // namespace

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return result;
}

bool is_name_sign(char c) {
    return is_solid(c) || c == '_' || c == '-' || c == '.';
}

bool is_secret_name(std::string_view name) {
    if (name == "PWD" || name == "OLDPWD") return false;  // set by a shell, and in gopls's log
    const std::string upper_name = upper(name);
    return holds_one_of(kSecretWords, upper_name) || has_secret_part(upper_name);
}

bool is_plain_secret(std::string_view name) {
    return holds_one_of(kPlainWords, upper(name));
}

bool is_password(std::string_view name) {
    return holds_one_of(kPasswords, upper(name));
}

bool is_secret_member(std::string_view name) {
    return is_plain_secret(name) || is_certain(name) || is_secret_header(name);
}

bool is_secret_pair(std::string_view name, std::string_view value, bool glued, bool begins) {
    const bool plain = is_plain_secret(name) || name == "pass" || name == "Pass";
    if (plain && looks_generated(value, glued || begins)) return true;
    if (plain && glued && upper(name) == name) return true;  // an environment variable
    if (!is_certain(name) || is_state(value)) return false;
    const bool is_port = value.size() <= 5 && is_of(value, kDigits);
    return !glued || is_password(name) || (ends_secret(name) && !is_port);
}

bool is_assigned_secret(std::string_view name, std::string_view value, bool quoted, bool begins) {
    return ends_secret(name) && (quoted || looks_generated(value, begins));
}

bool is_secret_header(std::string_view name) {
    const std::string upper_name = upper(name);
    return (upper_name.starts_with("X-") && is_secret_name(name)) ||
           is_one_of(kHeaders, upper_name);
}

bool is_extra_header(std::string_view name) {
    return upper(name).ends_with("EXTRAHEADER");
}

bool is_login_flag(std::string_view flag) {
    return is_one_of(kUserFlags, flag) || flag == kCookieFlag;
}

bool is_login(std::string_view flag, std::string_view value) {
    const char sign = flag == kCookieFlag ? '=' : ':';
    return is_login_flag(flag) && value.find(sign) != kNowhere;
}

bool is_askpass(std::string_view name) {
    return upper(name).ends_with("ASKPASS");
}

bool is_token(std::string_view word) {
    if (word.size() < kLeastTokenBytes) return false;
    return begins_with_one_of(kTokens, word) ||
           (word.size() >= kLeastShortTokenBytes && has(word, kDigits) &&
            begins_with_one_of(kShortTokens, word));
}

bool looks_random(std::string_view word) {
    return word.size() >= kLeastTokenBytes || is_camel_case(word) ||
           word.find_first_of("0123456789_=+/") != kNowhere;
}

bool is_key(std::string_view segment, std::string_view host) {
    const bool solid = std::all_of(segment.begin(), segment.end(), is_solid);
    const bool both = has(segment, kDigits) && (has(segment, kSmall) || has(segment, kCapitals));
    if (both && solid && segment.size() >= 20) return true;
    if (both && segment.size() >= 32 && is_of(segment, kHex)) return true;
    // Cloudsmith also has hosts of its customers.
    const bool of_cloudsmith = host.ends_with("cloudsmith.io") && (both || is_camel_case(segment));
    return !host.empty() && solid && segment.size() >= 16 && (of_cloudsmith || is_mixed(segment));
}

std::size_t end_of_user(std::string_view word) {
    // The authority of a URL ends there (RFC 3986, section 3.2).
    const std::size_t path = std::min(word.find_first_of("/?#"), word.size());
    std::string_view authority = word.substr(0, path);
    const std::size_t plain = std::min(authority.find_first_of(kEnds), path);
    const std::size_t colon = authority.find(':');
    const std::size_t port =
        colon < path ? std::min(authority.find_first_not_of(kDigits, colon + 1), path) : path;
    const bool is_address = authority.starts_with('[');
    // After "https://user:password@host", another string may contain its own "@".
    const std::size_t quote = authority.find_first_of("\"'`\\<>");
    const bool has_password = !is_address && colon < quote && port < path && port != plain;
    if (!has_password || authority.find('@') < quote) {
        authority = authority.substr(0, has_password ? quote : plain);
    }
    const std::size_t sign = authority.rfind('@');
    if (sign != kNowhere || is_address || colon >= path) return sign;
    // The text behind the colon is not a port, so it is a password that contains such a sign.
    if (has_password) return word.rfind('@');
    // This is a port, or a password of digits.
    if (port == colon + 1) return kNowhere;
    const std::size_t last = word.substr(0, word.find_first_of(kEnds)).rfind('@');
    return last != kNowhere && ends_login(word, last) ? last : kNowhere;
}

std::size_t end_of_password(std::string_view word) {
    std::size_t sign = word.rfind('@');
    while (sign != kNowhere && sign > 0 && !ends_login(word, sign)) {
        sign = word.rfind('@', sign - 1);
    }
    return sign == kNowhere ? 0 : sign;
}

}  // namespace app::incidents
