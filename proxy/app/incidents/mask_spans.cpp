#include "app/incidents/mask_spans.hpp"

#include <utility>

#include "app/incidents/mask.hpp"
#include "app/incidents/secret_names.hpp"

namespace app::incidents {
namespace {

/// Replaces parts of a text, from its beginning on.
class Replacing {
  public:
    explicit Replacing(std::string_view text) : text_(text) {}

    void replace(std::size_t begin, std::size_t end) {
        if (begin < copied_ || begin >= end) return;
        masked_.append(text_, copied_, begin - copied_);
        masked_ += kMasked;
        copied_ = end;
    }
    std::size_t end_of_last() const { return copied_; }
    std::string done() { return std::move(masked_.append(text_.substr(copied_))); }

  private:
    std::string_view text_;
    std::string masked_;
    std::size_t copied_ = 0;
};

/// Returns the length of the `://` that `text` begins with, or 0. It may be escaped as in JSON, or
/// as inside another URL or a form: partly, completely, or twice.
std::size_t separator_of(std::string_view text) {
    for (const std::string_view separator :
         {"://", ":\\/\\/", ":\\\\/\\\\/", ":%2F%2F", "%3A//", "%3A%2F%2F", "%253A%252F%252F"}) {
        const std::string_view begin = text.substr(0, separator.size());
        if (begin[0] == separator[0] && upper(begin) == separator) return separator.size();
    }
    return 0;
}

/// Returns how far a password in a URL may extend: to a blank, or to the closing quote.
std::size_t end_of_word(std::string_view text, std::size_t colon, std::size_t begin) {
    std::size_t scheme = colon;
    while (scheme > 0 && is_name_sign(text[scheme - 1])) --scheme;
    const std::string_view quote = text.substr(scheme == 0 ? text.size() : scheme - 1, 1);
    const std::string_view seen = text.substr(begin, kMaxLookBytes);
    const bool quoted = quote == "\"" || quote == "'";
    return begin + std::max(end_at(seen, kBlanks, 0), quoted ? end_at(seen, quote, 0) : 0);
}

/// Masks keys in the path, the query and the fragment of a URL whose user ends at `host`.
void mask_url(Replacing& masked, std::string_view text, std::size_t host, std::size_t end) {
    // Another URL in its path is masked by itself.
    const std::size_t next = std::min(text.find("://", host), end);
    const std::size_t query = std::min(text.substr(0, next).find_first_of("?#", host), end);
    const std::string_view path = text.substr(host, std::min(next, query) - host);
    const std::size_t first = path.find('/');
    for (std::size_t slash = first; slash < path.size();) {
        const std::size_t behind = std::min(path.find('/', slash + 1), path.size());
        const std::string_view host_in_front = path.substr(0, slash == first ? slash : 0);
        if (is_key(path.substr(slash + 1, behind - slash - 1), host_in_front)) {
            masked.replace(host + slash + 1, host + behind);
        }
        slash = behind;
    }
    masked.replace(query + 1, end);
}

}  // namespace

std::string without_private_keys(std::string_view text) {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kEnd = "-----END ";
    constexpr std::string_view kDashes = "-----";
    const auto behind_dashes = [&](std::size_t from) {
        const std::size_t dashes = text.find(kDashes, from);
        return dashes == kNowhere ? text.size() : dashes + kDashes.size();
    };
    Replacing masked(text);
    for (std::size_t begin = 0; (begin = text.find(kBegin, begin)) != kNowhere;) {
        const std::size_t label = begin + kBegin.size();
        const std::string_view seen = text.substr(label, kMaxLookBytes);
        const bool is_key = seen.substr(0, seen.find(kDashes)).find("PRIVATE KEY") != kNowhere;
        const std::size_t end = is_key ? text.find(kEnd, label) : label;
        if (is_key) {
            masked.replace(begin, end == kNowhere ? text.size() : behind_dashes(end + kEnd.size()));
        }
        begin = is_key ? masked.end_of_last() : label;
    }
    return masked.done();
}

std::string without_parts_of_urls(std::string_view text) {
    Replacing masked(text);
    std::size_t end = 0;
    for (std::size_t at = 0; (at = text.find_first_of(":%", at)) != kNowhere; ++at) {
        const std::size_t separator = separator_of(text.substr(at));
        const std::size_t begin = at + separator;
        if (separator == 0 || begin < masked.end_of_last()) continue;
        const bool is_inside = begin < end;  // of the previous URL
        if (!is_inside) end = end_at(text, kEnds, begin);
        const std::size_t seen = std::max(is_inside ? begin : end, end_of_word(text, at, begin));
        const std::size_t user = end_of_user(text.substr(begin, seen - begin));
        const std::size_t host = user == kNowhere ? begin : begin + user;
        if (host > end) end = end_at(text, kEnds, host);
        if (text.substr(at, 3) == "://") {
            masked.replace(begin, host);
            if (!text.substr(0, at).ends_with("file")) mask_url(masked, text, host, end);
        } else {
            while (text.substr(end).starts_with("\\/")) end = end_at(text, kEnds, end + 1);
            masked.replace(begin, end);
        }
    }
    return masked.done();
}

}  // namespace app::incidents
