// Secrets in any text: first what spans words (keys, URLs), then word by word.
#include <algorithm>
#include <cctype>
#include <utility>

#include "cli/incidents/mask.hpp"
#include "cli/incidents/secret_names.hpp"

namespace cli::incidents {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

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
        if (kind == kNowhere || begin == kNowhere) break;
        masked.append(text.substr(0, begin)).append(kMasked);
        text.remove_prefix(kind + kKind.size());
        const std::size_t end = text.find(kKind);
        text.remove_prefix(end == kNowhere ? text.size() : end + kKind.size());
    }
    return masked.append(text);
}

/// What of a text is replaced, from its beginning on.
class Replacing {
  public:
    explicit Replacing(std::string_view text) : text_(text) {}

    void replace(std::size_t begin, std::size_t end) {
        if (begin < copied_ || begin == end) return;
        masked_.append(text_, copied_, begin - copied_);
        masked_ += kMasked;
        copied_ = end;
    }
    std::string done() { return std::move(masked_.append(text_.substr(copied_))); }

  private:
    std::string_view text_;
    std::string masked_;
    std::size_t copied_ = 0;
};

/// Where in a URL behind its `://` the name of the user ends; npos: it names none.
std::size_t end_of_user(std::string_view url) {
    // The authority ends there (RFC 3986, section 3.2).
    const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
    const std::size_t sign = authority.rfind('@');
    if (sign != kNowhere || authority.starts_with('[')) return sign;
    // A password that has such a sign itself: what stands behind the colon is no port.
    const std::size_t colon = authority.find(':');
    const bool is_port =
        colon == kNowhere || authority.find_first_not_of("0123456789", colon + 1) == kNowhere;
    return is_port ? kNowhere : url.rfind('@');
}

/// A URL, from `begin` to `end` of the text: its user, keys in its path, query and fragment.
void mask_url(Replacing& masked, std::string_view text, std::size_t begin, std::size_t end,
              bool is_file) {
    const std::string_view url = text.substr(begin, end - begin);
    const std::size_t user = end_of_user(url);
    if (user != kNowhere) masked.replace(begin, begin + user);
    const std::size_t query = url.find_first_of("?#", user == kNowhere ? 0 : user);
    const std::string_view path = url.substr(0, query);
    for (std::size_t slash = path.find('/'); slash != kNowhere && !is_file;) {
        const std::size_t next = std::min(path.find('/', slash + 1), path.size());
        if (is_key(path.substr(slash + 1, next - slash - 1))) {
            masked.replace(begin + slash + 1, begin + next);
        }
        slash = next < path.size() ? next : kNowhere;
    }
    if (query != kNowhere) masked.replace(begin + query + 1, end);
}

std::string without_parts_of_urls(std::string_view text) {
    constexpr std::string_view kBefore = "://";
    Replacing masked(text);
    for (std::size_t at = text.find(kBefore); at != kNowhere; at = text.find(kBefore, at + 1)) {
        const std::size_t begin = at + kBefore.size();
        const std::size_t end = std::min(text.find_first_of(kEnds, begin), text.size());
        mask_url(masked, text, begin, end, text.substr(0, at).ends_with("file"));
    }
    return masked.done();
}

/// A URL inside of another one, or inside of a form, is escaped as a whole, once or twice: there
/// all of it is masked.
std::string without_escaped_urls(std::string_view text) {
    Replacing masked(text);
    for (std::size_t at = text.find('%'); at != kNowhere; at = text.find('%', at + 1)) {
        for (const std::string_view before : {"%3A%2F%2F", "%253A%252F%252F"}) {
            if (upper(text.substr(at, before.size())) != before) continue;
            const std::size_t begin = at + before.size();
            masked.replace(begin, std::min(text.find_first_of(kEnds, begin), text.size()));
        }
    }
    return masked.done();
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
        const bool of_netrc =
            name == "password" && (before_that_ == "login" || before_that_ == "machine");
        before_that_ = std::exchange(before_, name);
        if (is_token(name)) return replace_to(end);
        if (next == ':' && name.starts_with("-u") && name.size() > 2) {  // -uUSER:PASSWORD
            copy_to(at_ + 2);
            return replace_to(std::min(text_.find_first_of(" \t\r\n\"'\\", end), text_.size()));
        }
        copy_to(end);
        if (next == ':' && is_secret_header(name)) {
            copy_to(end + 1);
            copy_blanks();
            // Its value has quotes inside.
            if (upper(text_.substr(at_, 6)) == "DIGEST") {
                return replace_to(std::min(text_.find_first_of("\r\n", at_), text_.size()));
            }
            return replace_to(std::min(text_.find_first_of("\"'`\\\r\n", at_), text_.size()));
        }
        if (next == '=' && (is_secret_name(name) || is_login_flag(name))) {
            copy_to(end + 1);
            return value();
        }
        const bool flag = name.starts_with('-') && is_secret_name(name);
        if (of_sshpass) return value_of_flag(name);
        if (flag || of_netrc) return value_of_flag({});
        if (is_login_flag(name)) return login_of_flag(name);
        if (is_yaml(name)) return value_of_yaml(end);
        if (is_plain_secret(name)) return value_behind_colon(upper(name) == name);
        if (is_scheme(name)) value_of_scheme(true);
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
        const bool scheme = is_scheme(text_.substr(at_, end - at_));
        replace_to(end);
        if (scheme) value_of_scheme(false);
    }

    /// `["--token=","x"]`: the quote here belongs to the string that the name is in.
    bool ends_json_string() const {
        const std::string_view behind = text_.substr(at_ + 1).substr(0, 2);
        const auto is_of = [](char c, std::string_view signs) { return signs.find(c) != kNowhere; };
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

    /// `api_key: x`, `password: x`.
    bool is_yaml(std::string_view name) const {
        const std::string_view behind = text_.substr(at_).substr(0, 2);
        return behind == ": " && is_secret_name(name) &&
               (is_compound(name) || upper(name).starts_with("PASS"));
    }
    void value_of_yaml(std::size_t end) {
        copy_to(end + 1);
        copy_blanks();
        value();
    }

    /// `-u user:password`, `-b name=value`.
    void login_of_flag(std::string_view flag) {
        const std::size_t begin =
            std::min(text_.find_first_not_of(" \t\r\n,\"'", at_), text_.size());
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n,\"'\\", begin), text_.size());
        if (begin == at_ || !is_login(flag, text_.substr(begin, end - begin))) return;
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
        while (begin < text_.size() &&
               std::string_view(" \t\r\n,\"'").find(text_[begin]) != kNowhere) {
            ++begin;
        }
        // Behind the last element of a JSON array stands no value.
        const bool ends = begin == text_.size() || text_[begin] == ']' || text_[begin] == '}';
        if (begin == at_ || ends || text_[begin] == '-') return;
        copy_to(begin);
        replace_to(std::min(text_.find_first_of(" \t\r\n\"'\\", at_), text_.size()));
    }

    static bool is_scheme(std::string_view word) {
        const std::string scheme = upper(word);
        return scheme == "BEARER" || scheme == "BASIC";
    }

    /// `Bearer x`, which may be prose.
    void value_of_scheme(bool may_be_prose) {
        if (at_ >= text_.size() || text_[at_] != ' ') return;
        const std::size_t end = std::min(text_.find_first_of(kValueEnds, at_ + 1), text_.size());
        if (may_be_prose && !looks_random(text_.substr(at_ + 1, end - at_ - 1))) return;
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
    const std::string without_escaped = without_escaped_urls(without_keys);
    const std::string without_urls = without_parts_of_urls(without_escaped);
    return WordMask(without_urls).masked();
}

}  // namespace cli::incidents
