#include "differential/overlays.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "lsp/uri.hpp"
#include "support/child_process.hpp"
#include "support/failure.hpp"

namespace differential {
namespace {

using support::TestFailure;

std::string get(std::uint16_t port, const std::string& path) {
    const support::FileDescriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw TestFailure("gopls's debug server refuses the connection");
    }
    const std::string request =
        "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (::write(fd.get(), request.data(), request.size()) < 0) {
        throw TestFailure("gopls's debug server does not read");
    }
    std::string reply;
    char buffer[16 << 10];
    for (ssize_t n = 0; (n = ::read(fd.get(), buffer, sizeof buffer)) > 0;) {
        reply.append(buffer, static_cast<std::size_t>(n));
    }
    const auto body = reply.find("\r\n\r\n");
    if (!reply.starts_with("HTTP/1.0 200") || body == std::string::npos) {
        throw TestFailure("gopls's debug server answered " + path + " with: " + reply);
    }
    return reply.substr(body + 4);
}

/// Returns the text that html/template escaped to `html`.
std::string unescaped(std::string_view html) {
    std::string text;
    while (!html.empty()) {
        const auto end = html.find(';');
        if (html[0] != '&' || end == std::string_view::npos) {
            text += html[0];
            html.remove_prefix(1);
            continue;
        }
        const std::string_view name = html.substr(1, end - 1);
        if (name == "lt") text += '<';
        if (name == "gt") text += '>';
        if (name == "amp") text += '&';
        if (name.starts_with('#')) text += static_cast<char>(std::atoi(name.data() + 1));
        html.remove_prefix(end + 1);
    }
    return text;
}

/// Returns the first text between `before` and `after`, searched from `at`; moves `at` behind it.
std::string_view between(std::string_view page, std::string_view before, std::string_view after,
                         std::size_t& at) {
    const auto begin = page.find(before, at);
    if (begin == std::string_view::npos) return {};
    const auto from = begin + before.size();
    const auto end = page.find(after, from);
    if (end == std::string_view::npos) return {};
    at = end + after.size();
    return page.substr(from, end - from);
}

}  // namespace

std::map<std::string, Overlay> read_overlays(std::uint16_t port) {
    std::map<std::string, Overlay> overlays;
    const std::string page = get(port, "/session/1");
    std::size_t at = page.find("<h2>Overlays</h2>");
    if (at == std::string::npos) throw TestFailure("gopls shows no session: " + page);
    for (;;) {
        const std::string link(between(page, "<a href=\"/file/1/", "\"", at));
        if (link.empty()) return overlays;
        const std::string uri = unescaped(between(page, ">", "</a>", at));
        // Two documents with the same text share a page; only the text on it belongs to both.
        const std::string file = get(port, "/file/1/" + link);
        std::size_t in_file = 0;
        const std::string owner = unescaped(between(file, "URI: <b>", "</b>", in_file));
        const std::string version(between(file, "Version: <b>", "</b>", in_file));
        const auto begin = file.find("<pre>", in_file) + std::strlen("<pre>");
        const auto end = file.rfind("</pre>");
        Overlay overlay{unescaped(std::string_view(file).substr(begin, end - begin)), -1};
        if (owner == uri) overlay.version = std::atoi(version.c_str());
        overlays[lsp::document_key(uri).value_or(uri)] = std::move(overlay);
    }
}

}  // namespace differential
