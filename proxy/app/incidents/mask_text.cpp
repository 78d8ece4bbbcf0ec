// Masks secrets in any text, word by word.
#include <algorithm>
#include <cctype>
#include <utility>

#include "app/incidents/mask.hpp"
#include "app/incidents/mask_spans.hpp"
#include "app/incidents/secret_names.hpp"

namespace app::incidents {
namespace {

/// Scans the words of a text once, and copies everything but secrets.
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
        if (is_escape()) copy_to(at_ + 1);
        std::size_t end = at_;
        while (end < text_.size() && is_name_sign(text_[end])) ++end;
        const std::string_view name = text_.substr(at_, end - at_);
        const char next = end < text_.size() ? text_[end] : '\0';
        const std::string_view before = std::exchange(before_, name);
        if (is_token(name)) return replace_to(end);
        if (next == ':' && name.starts_with("-u") && name.size() > 2) {  // -uUSER:PASSWORD
            copy_to(at_ + 2);
            return replace_to(end_at(text_, kFlagEnds, end));
        }
        const bool of_sshpass = before == "sshpass" && name.starts_with("-p");
        if (of_sshpass && name.size() > 2) {  // -pVALUE
            copy_to(at_ + 2);
            return replace_to(end);
        }
        if (next == ':' && is_header(name)) {
            copy_to(end + 1);
            return value_of_header();
        }
        if (next == '=' && is_extra_header(name)) {
            copy_to(end + 1);
            return extra_header();
        }
        if (next == '=' && (is_secret_name(name) || is_login_flag(name))) {
            copy_to(end + 1);
            return value(kValueEnds);
        }
        if (next == ':' && is_login_at(name, end)) return replace_to(login_end_);
        const bool flag = next != ':' && name.starts_with('-') && is_secret_name(name);
        const bool of_netrc = name == "password" && is_behind_netrc();
        copy_to(end);
        if (flag || of_sshpass || of_netrc || is_login_flag(name)) return value_of_flag(name);
        if (name == "machine" || name == "login" || name == "account") netrc_ = end;
        if (is_scheme(name)) return value_of_scheme(true);
        value_behind(name, before);
    }

    /// Returns whether this is the `n` of `\n`, as JSON and Go escape it in a string.
    bool is_escape() const {
        return at_ > 0 && text_[at_ - 1] == '\\' && !text_.substr(at_).starts_with("token") &&
               std::string_view("nrt").find(text_[at_]) != kNowhere;
    }

    /// Returns whether this is the `password` of `machine host password x`, with one word between.
    bool is_behind_netrc() const {
        std::string_view between = text_.substr(netrc_, at_ - netrc_);
        if (netrc_ == 0 || between.size() > kMaxLookBytes) return false;
        between.remove_prefix(std::min(between.find_first_not_of(kBlanks), between.size()));
        const std::size_t blank = between.find_first_of(kBlanks);
        return blank > 0 && between.find_first_not_of(kBlanks, blank) == kNowhere;
    }

    /// Returns whether this is an authorization header, of a request or of curl:
    /// `-HAuthorization:x`.
    static bool is_header(std::string_view name) {
        return name.starts_with("-H") ? is_secret_name(name.substr(2)) : is_secret_header(name);
    }

    void value_of_header() {
        copy_blanks();
        // A Digest header contains quotes.
        const bool is_digest = upper(text_.substr(at_, 6)) == "DIGEST";
        replace_to(end_at(text_, is_digest ? "\r\n" : kHeaderEnds, at_));
    }

    /// Masks `http.extraHeader=Name: x`, with or without quotes.
    void extra_header() {
        const std::size_t quote = opening_quote(at_);
        if (quote != kNowhere) copy_to(quote + 1);
        const std::size_t end = end_at(text_, kHeaderEnds, at_);
        const std::string_view header = text_.substr(at_, end - at_);
        const std::size_t name =
            std::find_if_not(header.begin(), header.end(), is_name_sign) - header.begin();
        if (header.substr(name).starts_with(':')) copy_to(at_ + name + 1);
        value_of_header();
    }

    /// Returns whether `user:password@host` begins here, and sets the end of its password.
    bool is_login_at(std::string_view user, std::size_t colon) {
        if (colon >= word_end_) {
            word_end_ = end_at(text_, kAround, colon);
            login_end_ = colon + end_of_password(text_.substr(colon, word_end_ - colon));
        }
        if (login_end_ <= colon + 1) return false;
        const char before = at_ > 0 ? text_[at_ - 1] : ' ';
        const std::string_view password = text_.substr(colon + 1, login_end_ - colon - 1);
        // `git@github.com:a/b`, `/bin:/home/a@b`, `mailto:a@b`, `x.go:1:a@b`
        const bool of_scp =
            before == '@' && password.substr(0, kMaxLookBytes).find('/') != kNowhere;
        const bool of_path = password.find_first_of("/:") == 0 ||
                             (before == '/' && !text_.substr(0, at_).ends_with(":/"));
        const bool of_other = user.ends_with("mail") || user == "mailto" || user.ends_with(".go");
        return !of_scp && !of_path && !of_other &&
               user.find_first_not_of("0123456789.-") != kNowhere;
    }

    void value(std::string_view ends) {
        const std::size_t quote = opening_quote(at_);
        if (quote != kNowhere) {
            if (quote == at_ && text_[quote] == '"' && ends_json_string()) return;
            const std::size_t end = end_of_quoted(quote, quote - at_);
            copy_to(quote + 1);
            return replace_to(end);
        }
        const std::size_t end = end_at(text_, ends, at_);
        const std::string_view word = text_.substr(at_, end - at_);
        replace_to(end);
        if (is_scheme(word)) value_of_scheme(false);
        if (word.ends_with(':') && is_header(word.substr(0, word.size() - 1))) value_of_header();
    }

    /// Returns the position of a quote, or kNowhere. Inside a JSON string it has a backslash in
    /// front, inside two strings several.
    std::size_t opening_quote(std::size_t at) const {
        const std::size_t quote = text_.find_first_not_of('\\', at);
        const bool there = quote != kNowhere && (text_[quote] == '"' || text_[quote] == '\'');
        return there ? quote : kNowhere;
    }
    std::size_t end_of_quoted(std::size_t quote, std::size_t escapes) const {
        const char ends[] = {text_[quote], '\n', '\0'};
        for (std::size_t end = quote;;) {
            end = end_at(text_, ends, end + 1);
            // Without a closing quote, it extends at most to the end of its JSON string.
            if (end == text_.size() || text_[end] == '\n') {
                return std::min(text_.substr(0, end).find('"', quote + 1), end);
            }
            const std::size_t last = text_.find_last_not_of('\\', end - 1);
            if (end - 1 - last <= escapes) return last + 1;
        }
    }

    /// Returns whether the quote here belongs to the string with the name: `["--token=","x"]`.
    bool ends_json_string() const {
        const std::string_view behind = text_.substr(at_ + 1).substr(0, 2);
        const auto is_of = [](char c, std::string_view signs) { return signs.find(c) != kNowhere; };
        return behind.empty() || behind[0] == '\n' ||
               (is_of(behind[0], ",]}:") && (behind.size() == 1 || is_of(behind[1], "\n \",]}")));
    }

    /// Masks `token: x`, `password = x`, `password is x`, `"token":"x"` in JSON, `TOKEN:x` in a Go
    /// map.
    void value_behind(std::string_view name, std::string_view before) {
        const std::size_t name_begin = at_ - name.size();
        // Names in code, such as auth_test.go and enc.EncodeToken.
        const bool of_code = name.ends_with(".go") || !(is_password(name) || is_askpass(name));
        if (name.find('.') != kNowhere && of_code) return;
        const std::size_t other_half = opening_quote(at_);
        const bool member = other_half != kNowhere;
        std::size_t at = member ? other_half + 1 : at_;
        const auto skip = [&](std::string_view signs) {
            return std::exchange(at, std::min(text_.find_first_not_of(signs, at), text_.size()));
        };
        const std::size_t end = skip(" \t");
        const std::size_t joint = bytes_of_joint(text_.substr(at, kMaxLookBytes), name, before);
        if (joint == 0 || !(is_secret_name(name) || is_askpass(name))) return;
        const bool assigned = text_[at + joint - 1] == '=';
        at += joint;
        skip(is_secret_header(name) ? " \t[" : " \t");
        const bool glued = at == end + joint;
        const std::size_t quote = opening_quote(at);
        const bool quoted = quote != kNowhere;
        const std::size_t begin = quoted ? quote + 1 : at;
        const std::string_view seen = text_.substr(begin, kMaxLookBytes);
        const std::string_view word = seen.substr(0, seen.find_first_of(kMapEnds));
        if (is_askpass(name) && quoted) {
            const std::size_t end_of_command = end_of_quoted(quote, quote - at);
            copy_to(begin);
            masked_ += masked_value(name, text_.substr(at_, end_of_command - at_));
            at_ = end_of_command;
        } else if (member     ? quoted && is_secret_member(name)
                   : assigned ? is_assigned_secret(name, word, quoted, begins_line(name_begin))
                              : is_secret_pair(name, word, glued, begins_line(name_begin))) {
            copy_to(at);
            value(glued ? kMapEnds : kValueEnds);
        }
    }

    /// Returns the length of the joint between a name and its value: `:`, `=`, `:=`, `=>`, `is`, or
    /// `for 'https://h':`. Returns 0 for git's
    /// `could not read Password for 'https://h': No such device`.
    static std::size_t bytes_of_joint(std::string_view text, std::string_view name,
                                      std::string_view before) {
        for (const std::string_view other : {"::", "==", "://"}) {
            if (text.starts_with(other)) return 0;
        }
        for (const std::string_view joint : {":=", "=>", ":", "="}) {
            if (text.starts_with(joint)) return joint.size();
        }
        for (const std::string_view verb : {"is ", "is: ", "was "}) {
            if (text.starts_with(verb)) return is_plain_secret(name) ? verb.size() - 1 : 0;
        }
        if (!text.starts_with("for ") || !is_password(name) || before == "read") return 0;
        const std::size_t colon = text.find(": ");
        return colon < text.find_first_of("=\n") ? colon + 1 : 0;
    }

    /// Returns whether nothing but blanks and `-` is in front, so that this is not within a
    /// sentence.
    bool begins_line(std::size_t at) const {
        const std::size_t before = text_.substr(0, at).find_last_not_of(" \t-");
        return before == kNowhere || !(is_name_sign(text_[before]) || text_[before] == '*');
    }

    /// Masks the value in `-u user:password`, `-b name=value`, `--password x`: the next word of a
    /// command line, or the next string of a JSON array.
    void value_of_flag(std::string_view name) {
        const std::size_t other_half = opening_quote(at_);
        std::size_t begin = other_half == kNowhere ? at_ : other_half + 1;
        begin = std::min(text_.find_first_not_of(" \t\r\n,", begin), text_.size());
        const std::size_t first = std::min(text_.find_first_not_of("\\\"'", begin), text_.size());
        const std::string_view seen = text_.substr(first, kMaxLookBytes);
        const std::string_view word = seen.substr(0, end_at(seen, kFlagEnds, 0));
        // The last element of a JSON array has no value behind it.
        const bool ends = begin == at_ || word.empty() || word[0] == ']' || word[0] == '}';
        if (ends || (name.starts_with('-') && word[0] == '-')) return;
        if (is_login_flag(name) && !is_login(name, word)) return;
        copy_to(begin);
        value(kFlagEnds);
    }

    static bool is_scheme(std::string_view word) {
        const std::string scheme = upper(word);
        return scheme == "BEARER" || scheme == "BASIC";
    }

    /// Masks the value in `Bearer x`, which may be prose.
    void value_of_scheme(bool may_be_prose) {
        if (at_ >= text_.size() || text_[at_] != ' ') return;
        const std::size_t end = end_at(text_, kValueEnds, at_ + 1);
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

    static constexpr std::string_view kAround = " \t\r\n\"'`<>\\";
    static constexpr std::string_view kHeaderEnds = "\"'`\\\r\n";
    static constexpr std::string_view kFlagEnds = " \t\r\n\"'`\\";
    static constexpr std::string_view kValueEnds = " \t\r\n,;&\"'`\\<>|)}";
    static constexpr std::string_view kMapEnds = " \t\r\n,;&\"'`\\<>|)}]";

    std::string_view text_;
    std::size_t at_ = 0;
    std::string masked_;
    std::string_view before_;    ///< the word before this one
    std::size_t netrc_ = 0;      ///< where the last `machine`, `login` or `account` ends
    std::size_t word_end_ = 0;   ///< where the word between blanks ends
    std::size_t login_end_ = 0;  ///< where a login in it ends
};

}  // namespace

/// Masks again until nothing changes: each pass looks only so far ahead, and what one has shortened
/// brings more into the view of the next.
std::string mask_secrets(std::string_view text) {
    constexpr int kMostPasses = 8;
    std::string masked(text);
    for (int pass = 0; pass < kMostPasses; ++pass) {
        std::string next = WordMask(without_parts_of_urls(without_private_keys(masked))).masked();
        if (next == masked) break;
        masked = std::move(next);
    }
    return masked;
}

}  // namespace app::incidents
