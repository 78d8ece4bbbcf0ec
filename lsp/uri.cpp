#include "lsp/uri.hpp"

#include <cctype>

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

}  // namespace

std::string path_of_uri(std::string_view uri) {
    if (!uri.starts_with(kScheme)) return {};
    uri.remove_prefix(kScheme.size());
    if (!uri.starts_with('/')) return {};  // a host: not on this machine
    std::string path;
    path.reserve(uri.size());
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] != '%') {
            path += uri[i];
            continue;
        }
        const int high = i + 2 < uri.size() ? digit(uri[i + 1]) : -1;
        const int low = i + 2 < uri.size() ? digit(uri[i + 2]) : -1;
        if (high < 0 || low < 0) return {};
        path += static_cast<char>(high * 16 + low);
        i += 2;
    }
    if (is_drive(std::string_view(path).substr(1))) path.erase(0, 1);
    return path;
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

}  // namespace lsp
