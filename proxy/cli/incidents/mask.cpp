#include "cli/incidents/mask.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace cli::incidents {
namespace {

constexpr std::array<std::string_view, 10> kSecretWords = {
    "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "AUTH", "KEY", "CREDENTIAL",
    // How git is given headers on the command line of a build machine: "AUTHORIZATION: basic …".
    "GIT_CONFIG_VALUE", "GIT_CONFIG_PARAMETERS"};

constexpr std::array<std::string_view, 5> kPrefixes = {"GO", "GIT_", "SSH_", "XDG_", "LC_"};
constexpr std::array<std::string_view, 7> kNames = {
    "PATH", "HOME", "LANG", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"};

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return result;
}

/// Only as a part between other signs: PATH and ASKPASS are none.
constexpr std::array<std::string_view, 6> kSecretParts = {"PASS", "PAT",  "PWD",
                                                          "CRED", "CREDS", "COOKIE"};
constexpr std::array<std::string_view, 7> kHeaders = {
    "AUTHORIZATION", "PROXY-AUTHORIZATION", "COOKIE",     "SET-COOKIE",
    "X-API-KEY",     "PRIVATE-TOKEN",       "X-AUTH-TOKEN"};
/// How tokens begin: GitHub, GitLab, Slack, npm, PyPI, Amazon, and JSON Web Tokens.
constexpr std::array<std::string_view, 15> kTokens = {
    "ghp_",  "gho_",  "ghu_",  "ghs_", "ghr_",  "github_pat_", "glpat-", "xoxb-",
    "xoxp-", "xoxa-", "xoxr-", "npm_", "pypi-", "AKIA",        "eyJ"};
constexpr std::size_t kLeastTokenBytes = 12;

bool is_name_sign(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

bool is_one_of(const auto& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

bool has_secret_part(std::string_view upper_name) {
    while (!upper_name.empty()) {
        const std::size_t end = std::min(upper_name.find_first_of("_-."), upper_name.size());
        if (is_one_of(kSecretParts, upper_name.substr(0, end))) return true;
        upper_name.remove_prefix(std::min(end + 1, upper_name.size()));
    }
    return false;
}

bool is_token(std::string_view word) {
    return word.size() >= kLeastTokenBytes &&
           std::any_of(kTokens.begin(), kTokens.end(),
                       [&](std::string_view begin) { return word.starts_with(begin); });
}

bool matters(std::string_view name) {
    const std::string upper_name = upper(name);  // http_proxy is the usual spelling
    return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [&](std::string_view p) { return name.starts_with(p); }) ||
           std::find(kNames.begin(), kNames.end(), upper_name) != kNames.end();
}

}  // namespace

bool is_secret_name(std::string_view name) {
    const std::string upper_name = upper(name);
    const bool holds_word =
        std::any_of(kSecretWords.begin(), kSecretWords.end(), [&](std::string_view word) {
            return upper_name.find(word) != std::string::npos;
        });
    return holds_word || has_secret_part(upper_name);
}

std::string masked_value(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    return is_secret_name(name) ? std::string(kMasked) : mask_secrets(value);
}

namespace {

/// The value, the JSON string or the line ends there at the latest.
constexpr std::string_view kEnds = " \t\r\n,|\"'\\<>";

std::string without_parts_of_urls(std::string_view text) {
    constexpr std::string_view kBefore = "://";
    std::string masked;
    std::size_t copied = 0;
    const auto replace = [&](std::size_t begin, std::size_t end) {
        if (begin < copied || begin == end) return;
        masked.append(text, copied, begin - copied);
        masked += kMasked;
        copied = end;
    };
    for (std::size_t at = text.find(kBefore); at != std::string_view::npos;
         at = text.find(kBefore, at + 1)) {
        const std::size_t begin = at + kBefore.size();
        const std::size_t end = std::min(text.find_first_of(kEnds, begin), text.size());
        const std::string_view url = text.substr(begin, end - begin);
        // The authority ends there (RFC 3986, section 3.2).
        const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
        const std::size_t sign = authority.rfind('@');
        if (sign != std::string_view::npos) replace(begin, begin + sign);
        const std::size_t query = url.find_first_of("?#");
        if (query != std::string_view::npos) replace(begin + query + 1, end);
    }
    return masked.append(text, copied, text.size() - copied);
}

/// Goes over the words of a text once, and copies it but for what is secret.
class WordMask {
  public:
    explicit WordMask(std::string_view text) : text_(text) {}

    std::string masked() {
        while (at_ < text_.size()) {
            if (is_name_sign(text_[at_])) {
                word();
            } else {
                copy_to(at_ + 1);
            }
        }
        return std::move(masked_);
    }

  private:
    void word() {
        std::size_t end = at_;
        while (end < text_.size() && is_name_sign(text_[end])) ++end;
        const std::string_view name = text_.substr(at_, end - at_);
        const char next = end < text_.size() ? text_[end] : '\0';
        const bool of_sshpass = before_ == "sshpass" && name.starts_with("-p");
        before_ = name;
        if (is_token(name)) return replace_to(end);
        copy_to(end);
        const std::string upper_name = upper(name);
        if (next == ':' && is_one_of(kHeaders, upper_name)) {
            copy_to(end + 1);
            copy_blanks();
            return replace_to(std::min(text_.find_first_of("\"'\\\r\n", at_), text_.size()));
        }
        if (next == '=' && is_secret_name(name)) {
            copy_to(end + 1);
            return value();
        }
        const bool flag = name.starts_with('-') && is_secret_name(name);
        if (flag || of_sshpass) return value_of_flag(of_sshpass ? name : std::string_view());
        if (upper_name == "BEARER" || upper_name == "BASIC") value_of_scheme();
    }

    void value() {
        const bool quoted = at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"');
        if (!quoted) {
            return replace_to(std::min(text_.find_first_of(kValueEnds, at_), text_.size()));
        }
        const std::size_t end = text_.find(text_[at_], at_ + 1);
        copy_to(at_ + 1);
        replace_to(std::min(end, text_.size()));
    }

    /// The next word of a command line, or the next string of a JSON array.
    void value_of_flag(std::string_view with_value) {
        if (with_value.size() > 2) {  // -pVALUE
            masked_.resize(masked_.size() - (with_value.size() - 2));
            masked_ += kMasked;
            return;
        }
        std::size_t begin = at_;
        while (begin < text_.size() && std::string_view(" \t\r\n,\"'").find(text_[begin]) !=
                                           std::string_view::npos) {
            ++begin;
        }
        if (begin == at_ || begin == text_.size() || text_[begin] == '-') return;
        copy_to(begin);
        replace_to(std::min(text_.find_first_of(" \t\r\n\"'\\", at_), text_.size()));
    }

    /// `Bearer x`: prose has shorter words there.
    void value_of_scheme() {
        if (at_ >= text_.size() || text_[at_] != ' ') return;
        const std::size_t end = std::min(text_.find_first_of(kValueEnds, at_ + 1), text_.size());
        if (end - at_ - 1 < kLeastTokenBytes) return;
        copy_to(at_ + 1);
        replace_to(end);
    }

    void copy_blanks() {
        while (at_ < text_.size() && text_[at_] == ' ') copy_to(at_ + 1);
    }
    void copy_to(std::size_t end) {
        masked_.append(text_, at_, end - at_);
        at_ = end;
    }
    void replace_to(std::size_t end) {
        if (end > at_) masked_ += kMasked;
        at_ = end;
    }

    static constexpr std::string_view kValueEnds = " \t\r\n,;&\"'\\<>|)}";

    std::string_view text_;
    std::size_t at_ = 0;
    std::string masked_;
    std::string_view before_;  ///< the word before this one
};

}  // namespace

std::string mask_secrets(std::string_view text) {
    const std::string without_urls = without_parts_of_urls(text);
    return WordMask(without_urls).masked();
}

Environment masked_environment(const Environment& environment) {
    Environment masked;
    for (const auto& [name, value] : environment) {
        if (matters(name)) masked[name] = masked_value(name, value);
    }
    return masked;
}

}  // namespace cli::incidents
