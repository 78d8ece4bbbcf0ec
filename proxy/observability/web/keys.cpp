#include "observability/web/keys.hpp"

#include <algorithm>

#include "observability/hex.hpp"

namespace observability::web {
namespace {

/// Compares all of both texts, so that the time tells nothing about a guess.
bool equal(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    }
    return difference == 0;
}

}  // namespace

std::string Keys::new_link(Visitor visitor, Time now) {
    links_.push_back({hex(random_(kBytes)), visitor, now});
    if (links_.size() > kMaxLinks) links_.pop_front();
    return links_.back().text;
}

std::optional<std::string> Keys::exchange(std::string_view token, Time now) {
    const auto link = std::find_if(links_.begin(), links_.end(),
                                   [&](const Key& key) { return equal(key.text, token); });
    if (link == links_.end()) return std::nullopt;
    const Key used = *link;
    links_.erase(link);
    if (now - used.made > kLinkLife) return std::nullopt;
    cookies_.push_back({hex(random_(kBytes)), used.visitor, now});
    if (cookies_.size() > kMaxCookies) cookies_.pop_front();
    return cookies_.back().text;
}

std::optional<Visitor> Keys::visitor(std::string_view cookie) const {
    for (const Key& key : cookies_) {
        if (equal(key.text, cookie)) return key.visitor;
    }
    return std::nullopt;
}

}  // namespace observability::web
