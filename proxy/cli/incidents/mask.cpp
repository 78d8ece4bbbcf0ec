#include "cli/incidents/mask.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "cli/incidents/document.hpp"
#include "cli/incidents/reading.hpp"

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

/// Only as a part between other signs: PATH and COMPAT are none.
constexpr std::array<std::string_view, 4> kSecretParts = {"PAT", "CRED", "CREDS", "COOKIE"};
constexpr std::array<std::string_view, 3> kNoPasses = {"ASKPASS", "BYPASS", "COMPASS"};
/// Of these that a name says nothing but that its value is a secret.
constexpr std::array<std::string_view, 6> kPlainWords = {"TOKEN",  "SECRET",     "PASSWORD",
                                                         "PASSWD", "PASSPHRASE", "CREDENTIAL"};
constexpr std::array<std::string_view, 6> kHeaders = {"AUTHORIZATION", "PROXY-AUTHORIZATION",
                                                      "COOKIE",        "SET-COOKIE",
                                                      "PRIVATE-TOKEN", "JOB-TOKEN"};
/// How tokens begin: GitHub, GitLab, Slack, npm, PyPI, Docker, Amazon, Google, JSON Web Tokens,
/// Anthropic, OpenAI, Hugging Face, DigitalOcean.
constexpr std::array<std::string_view, 22> kTokens = {
    "ghp_", "gho_",  "ghu_",  "ghs_", "ghr_",  "github_pat_", "glpat-", "gldt-", "glptt-",
    "xox",  "xapp-", "npm_", "pypi-", "dckr_pat_", "AKIA",    "ASIA",   "AIza",  "eyJ",
    "sk-ant-", "sk-proj-", "hf_", "dop_v1_"};
constexpr std::size_t kLeastTokenBytes = 12;
/// What takes `user:password` (curl).
constexpr std::array<std::string_view, 3> kUserFlags = {"-u", "--user", "--proxy-user"};

bool is_name_sign(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

bool is_one_of(const auto& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
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
    return holds_one_of(kSecretWords, upper_name) || has_secret_part(upper_name);
}

std::string masked_value(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    if (is_secret_name(name)) return std::string(kMasked);
    // Go takes a proxy without a scheme as well: `user:password@host:80`.
    const std::size_t sign = value.rfind('@');
    const bool of_proxy = upper(name).ends_with("_PROXY") && value.find("://") == value.npos;
    if (of_proxy && sign != value.npos) {
        return std::string(kMasked) + std::string(value.substr(sign));
    }
    return mask_secrets(value);
}

namespace {

/// The value, the JSON string or the line ends there at the latest.
constexpr std::string_view kEnds = " \t\r\n,|\"'\\<>";

/// A part of a path that stands for somebody, as far as can be told from its form.
bool is_key(std::string_view segment) {
    const auto all = [&](auto is) { return std::all_of(segment.begin(), segment.end(), is); };
    const auto has = [&](auto is) { return std::any_of(segment.begin(), segment.end(), is); };
    const auto digit = [](unsigned char c) { return std::isdigit(c) != 0; };
    const auto letter = [](unsigned char c) { return std::isalpha(c) != 0; };
    const bool solid = all([](unsigned char c) { return std::isalnum(c) != 0; });
    const bool hex = all([](unsigned char c) { return std::isxdigit(c) != 0 || c == '-'; });
    return has(digit) && has(letter) &&
           ((solid && segment.size() >= 20) || (hex && segment.size() >= 32));
}

/// From `-----BEGIN … PRIVATE KEY-----` to its end, or to that of the text.
std::string without_private_keys(std::string_view text) {
    constexpr std::string_view kKind = "PRIVATE KEY-----";
    std::string masked;
    for (;;) {
        const std::size_t kind = text.find(kKind);
        const std::size_t begin = text.rfind("-----BEGIN", kind);
        if (kind == std::string_view::npos || begin == std::string_view::npos) break;
        masked.append(text.substr(0, begin)).append(kMasked);
        text.remove_prefix(kind + kKind.size());
        const std::size_t end = text.find(kKind);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + kKind.size());
    }
    return masked.append(text);
}

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
        const std::string_view path = url.substr(0, query);
        const bool is_file = text.substr(0, at).ends_with("file");
        for (std::size_t slash = path.find('/'); slash != std::string_view::npos && !is_file;) {
            const std::size_t next = std::min(path.find('/', slash + 1), path.size());
            if (is_key(path.substr(slash + 1, next - slash - 1))) {
                replace(begin + slash + 1, begin + next);
            }
            slash = next < path.size() ? next : std::string_view::npos;
        }
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
        const bool of_netrc = name == "password" && before_that_ == "login";
        before_that_ = std::exchange(before_, name);
        if (is_token(name)) return replace_to(end);
        if (next == ':' && name.starts_with("-u") && name.size() > 2) {  // -uUSER:PASSWORD
            copy_to(at_ + 2);
            return replace_to(std::min(text_.find_first_of(" \t\r\n\"'\\", end), text_.size()));
        }
        copy_to(end);
        const std::string upper_name = upper(name);
        const bool own_header = upper_name.starts_with("X-") && is_secret_name(name);
        if (next == ':' && (own_header || is_one_of(kHeaders, upper_name))) {
            copy_to(end + 1);
            copy_blanks();
            // Its value has quotes inside.
            if (upper(text_.substr(at_, 6)) == "DIGEST") {
                return replace_to(std::min(text_.find_first_of("\r\n", at_), text_.size()));
            }
            return replace_to(std::min(text_.find_first_of("\"'\\\r\n", at_), text_.size()));
        }
        if (next == '=' && (is_secret_name(name) || is_one_of(kUserFlags, name))) {
            copy_to(end + 1);
            return value();
        }
        const bool flag = name.starts_with('-') && is_secret_name(name);
        if (of_sshpass) return value_of_flag(name);
        if (flag || of_netrc) return value_of_flag({});
        if (is_one_of(kUserFlags, name)) return user_of_flag();
        if (holds_one_of(kPlainWords, upper_name)) return value_behind_colon(upper_name == name);
        if (upper_name == "BEARER" || upper_name == "BASIC") value_of_scheme(kLeastTokenBytes);
    }

    void value() {
        // Inside a JSON string a quote has a backslash in front.
        for (const std::string_view quote : {"'", "\"", "\\\""}) {
            if (!text_.substr(at_).starts_with(quote)) continue;
            if (quote == "\"" && ends_json_string()) return;
            copy_to(at_ + quote.size());
            const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
            const std::size_t end = text_.find(quote, at_);
            // Without its other half it does not go beyond the JSON string that it is in.
            return replace_to(end < line_end ? end : std::min(text_.find('"', at_), line_end));
        }
        const std::size_t end = std::min(text_.find_first_of(kValueEnds, at_), text_.size());
        const std::string scheme = upper(text_.substr(at_, end - at_));
        replace_to(end);
        if (scheme == "BEARER" || scheme == "BASIC") value_of_scheme(0);
    }

    /// `["--token=","x"]`: the quote here belongs to the string that the name is in.
    bool ends_json_string() const {
        const std::string_view behind = text_.substr(at_ + 1).substr(0, 2);
        const auto is_of = [](char c, std::string_view signs) {
            return signs.find(c) != std::string_view::npos;
        };
        return behind.empty() || behind[0] == '\n' ||
               (is_of(behind[0], ",]}:") && (behind.size() == 1 || is_of(behind[1], "\n \",]}")));
    }

    /// `"token":"x"` of JSON, `TOKEN:x` of a Go map.
    void value_behind_colon(bool of_map) {
        std::size_t at = at_;
        const auto skip = [&](std::string_view part) {
            const bool there = text_.substr(at).starts_with(part);
            if (there) at += part.size();
            return there;
        };
        const bool json = skip("\"") || skip("\\\"");
        while (json && skip(" ")) continue;
        if ((!json && !of_map) || !skip(":")) return;
        if (!json) {
            copy_to(at);
            return replace_to(std::min(text_.find_first_of(kMapEnds, at_), text_.size()));
        }
        while (skip(" ")) continue;
        const std::size_t begin = at;
        if (!skip("\"") && !skip("\\\"")) return;
        copy_to(begin);
        value();
    }

    /// `-u user:password`.
    void user_of_flag() {
        const std::size_t begin =
            std::min(text_.find_first_not_of(" \t\r\n,\"'", at_), text_.size());
        const std::size_t end =
            std::min(text_.find_first_of(" \t\r\n,\"'\\", begin), text_.size());
        const bool is_pair = text_.substr(begin, end - begin).find(':') != std::string_view::npos;
        if (begin == at_ || !is_pair) return;
        copy_to(begin);
        replace_to(end);
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
        // Behind the last element of a JSON array stands no value.
        const bool ends = begin == text_.size() || text_[begin] == ']' || text_[begin] == '}';
        if (begin == at_ || ends || text_[begin] == '-') return;
        copy_to(begin);
        replace_to(std::min(text_.find_first_of(" \t\r\n\"'\\", at_), text_.size()));
    }

    /// `Bearer x`: prose has shorter words there.
    void value_of_scheme(std::size_t least_bytes) {
        if (at_ >= text_.size() || text_[at_] != ' ') return;
        const std::size_t end = std::min(text_.find_first_of(kValueEnds, at_ + 1), text_.size());
        if (end - at_ - 1 < least_bytes) return;
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
    static constexpr std::string_view kMapEnds = " \t\r\n,;&\"'\\<>|)}]";

    std::string_view text_;
    std::size_t at_ = 0;
    std::string masked_;
    std::string_view before_;       ///< the word before this one
    std::string_view before_that_;  ///< and the one before that
};

}  // namespace

std::string mask_secrets(std::string_view text) {
    const std::string without_keys = without_private_keys(text);
    const std::string without_urls = without_parts_of_urls(without_keys);
    return WordMask(without_urls).masked();
}

namespace {

Json masked(const Json& json, std::string_view name) {
    if (json.is_string()) return masked_value(name, json.get_ref<const std::string&>());
    if (json.is_object()) {
        Json members = Json::object();
        for (const auto& [key, value] : json.items()) members[key] = masked(value, key);
        return members;
    }
    if (!json.is_array()) return json;
    const auto is_string = [](const Json& element) { return element.is_string(); };
    if (std::all_of(json.begin(), json.end(), is_string)) {
        return masked_arguments(json.get<std::vector<std::string>>());
    }
    Json elements = Json::array();
    for (const Json& element : json) elements.push_back(masked(element, name));
    return elements;
}

}  // namespace

std::string mask_json(std::string_view document) {
    const Json json = parsed(document);
    return json.empty() ? mask_secrets(document) : text_of(masked(json, {}));
}

std::vector<std::string> masked_arguments(std::vector<std::string> words) {
    std::string before;  // the word before this one
    bool of_sshpass = false;
    for (std::string& word : words) {
        const std::string given = word;
        const std::string_view name = std::string_view(given).substr(0, given.find('='));
        const bool names = std::all_of(name.begin(), name.end(), is_name_sign);
        const bool behind_flag =
            before.starts_with('-') && before.find('=') == std::string::npos &&
            is_secret_name(before) && !given.starts_with('-');
        const bool is_user =
            is_one_of(kUserFlags, before) && given.find(':') != std::string::npos;
        if (behind_flag || is_user || (of_sshpass && before == "-p")) {
            word = kMasked;
        } else if (of_sshpass && given.starts_with("-p") && given.size() > 2) {
            word = "-p" + std::string(kMasked);
        } else if (name.size() < given.size() && names && is_secret_name(name)) {
            // To its end, blanks or not.
            word = std::string(name) + "=" + std::string(kMasked);
        } else if (is_token(given) || given.find_first_of(" =:@") != std::string::npos) {
            word = mask_secrets(given);
        }
        of_sshpass = given.substr(given.rfind('/') + 1) == "sshpass" ||
                     (of_sshpass && given.starts_with('-') && before != "-p");
        before = word;
    }
    return words;
}

Environment masked_environment(const Environment& environment) {
    Environment masked;
    for (const auto& [name, value] : environment) {
        if (matters(name)) masked[name] = masked_value(name, value);
    }
    return masked;
}

}  // namespace cli::incidents
