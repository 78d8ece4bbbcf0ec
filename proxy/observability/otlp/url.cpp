#include "observability/otlp/url.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace observability::otlp {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";

bool is_visible(char c) {
    return c > ' ' && c < '\x7f';
}

/// Returns whether it is a number from 1 to 65535.
bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failure == std::errc() && end == text.data() + text.size() && port != 0;
}

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return {};
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return {};
        const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
        if (!high || !low) return {};
        decoded += static_cast<char>(*high << 4 | *low);
        i += 2;
    }
    return decoded;
}

std::optional<Url> parse_url(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), is_visible)) return {};
    Url url;
    url.is_secure = text.starts_with(kHttps);
    if (!url.is_secure && !text.starts_with(kHttp)) return {};
    text.remove_prefix(url.is_secure ? kHttps.size() : kHttp.size());
    text = text.substr(0, text.find('#'));
    const std::string_view place = text.substr(0, text.find_first_of("/?"));
    const std::string_view target = text.substr(place.size());
    if (!target.empty()) url.target = (target.front() == '?' ? "/" : "") + std::string(target);
    if (place.find('@') != std::string_view::npos) return {};

    std::string_view host = place, port;
    if (place.starts_with('[')) {
        const std::size_t end = place.find(']');
        if (end == std::string_view::npos) return {};
        host = place.substr(1, end - 1);
        port = place.substr(end + 1);
    } else {
        host = place.substr(0, place.find(':'));
        port = place.substr(host.size());
    }
    if (host.empty() || (!port.empty() && !port.starts_with(':'))) return {};
    if (!port.empty()) port.remove_prefix(1);
    if (!port.empty() && !is_port(port)) return {};
    url.host = host;
    url.port = !port.empty() ? port : url.is_secure ? "443" : "80";
    return url;
}

std::string authority(const Url& url) {
    const bool is_v6 = url.host.find(':') != std::string::npos;
    return (is_v6 ? "[" + url.host + "]" : url.host) + ":" + url.port;
}

std::string to_text(const Url& url) {
    return std::string(url.is_secure ? kHttps : kHttp) + authority(url) +
           url.target.substr(0, url.target.find('?'));
}

}  // namespace observability::otlp
