#include "lsp/uri.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace lsp {
namespace {

constexpr std::string_view kScheme = "file://";

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_drive(std::string_view path) {
    return path.size() >= 2 && std::isalpha(static_cast<unsigned char>(path[0])) != 0 &&
           path[1] == ':';
}

/// What stands for itself in a path: Go's net/url, (*URL).EscapedPath.
bool is_plain(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-_.~$&+,/:;=@").find(c) != std::string_view::npos;
}

/// Without percent-encoding; nothing where that is broken.
std::optional<std::string> unescaped(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
        if (high < 0 || low < 0) return {};
        plain += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return plain;
}

}  // namespace

std::string path_of_uri(std::string_view uri) {
    if (!uri.starts_with(kScheme)) return {};
    uri.remove_prefix(kScheme.size());
    if (!uri.starts_with('/')) return {};  // a host: not on this machine
    std::string path = unescaped(uri).value_or("");
    if (!path.empty() && is_drive(std::string_view(path).substr(1))) path.erase(0, 1);
    return path;
}

std::optional<std::string> document_key(std::string_view uri) {
    if (uri.empty()) return std::string();
    if (!uri.starts_with(kScheme)) return {};
    uri.remove_prefix(kScheme.size());
    auto path = unescaped(uri);
    if (!path) return {};
    if (!uri.starts_with('/')) path->insert(0, 1, '/');
    if (is_drive(std::string_view(*path).substr(1))) {
        (*path)[1] = static_cast<char>(std::toupper(static_cast<unsigned char>((*path)[1])));
    }
    return path;
}

std::string clean_path(std::string_view path) {
    const bool rooted = path.starts_with('/');
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        const std::string_view part = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (part.empty() || part == ".") continue;
        if (part != "..") {
            parts.push_back(part);
        } else if (!parts.empty() && parts.back() != "..") {
            parts.pop_back();
        } else if (!rooted) {
            parts.push_back(part);
        }
    }
    std::string clean = rooted ? "/" : "";
    for (const std::string_view part : parts) {
        if (clean.size() > 1 || (!rooted && !clean.empty())) clean += '/';
        clean += part;
    }
    return clean.empty() ? "." : clean;
}

std::string uri_of_path(std::string_view path) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string uri(kScheme);
    if (is_drive(path)) uri += '/';
    for (const char c : path) {
        if (is_plain(c)) {
            uri += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        uri += '%';
        uri += kHex[byte >> 4];
        uri += kHex[byte & 15];
    }
    return uri;
}

std::string_view url_authority(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    const std::string_view rest = url.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of("/?#"));
}

std::string without_password(std::string url) {
    const std::string_view authority = url_authority(url);
    const auto sign = authority.rfind('@');
    if (sign == std::string_view::npos) return url;
    url.erase(static_cast<std::size_t>(authority.data() - url.data()), sign + 1);
    return url;
}

}  // namespace lsp
