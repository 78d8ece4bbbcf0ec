#include "observability/web/access.hpp"

#include <array>
#include <optional>
#include <utility>

#include "observability/loopback_host.hpp"

namespace observability::web {
namespace {

constexpr std::string_view kCookie = "gopls_proxy";
constexpr std::string_view kHtml = "text/html; charset=utf-8";

std::string_view text(boost::beast::string_view view) {
    return {view.data(), view.size()};
}

std::string_view header(const Request& request, http::field field) {
    return text(request[field]);
}

/// Returns the value of a cookie in a Cookie header (RFC 6265, section 4.2.1).
std::string_view cookie_in(std::string_view header) {
    while (!header.empty()) {
        const auto end = header.find(';');
        std::string_view pair = header.substr(0, end);
        header = end == std::string_view::npos ? std::string_view() : header.substr(end + 1);
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == kCookie) {
            return pair.substr(equals + 1);
        }
    }
    return {};
}

struct Target {
    std::string_view path;
    std::string_view query;
};

Target target_of(const Request& request) {
    const std::string_view target = text(request.target());
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) return {target, {}};
    return {target.substr(0, mark), target.substr(mark + 1)};
}

/// Returns the value of the only parameter, if this is its name.
std::optional<std::string_view> parameter(std::string_view query, std::string_view name) {
    if (!query.starts_with(name) || query.size() <= name.size() || query[name.size()] != '=') {
        return std::nullopt;
    }
    const std::string_view value = query.substr(name.size() + 1);
    // Tokens and ids consist of letters, digits, '.' and '-'.
    if (value.find_first_of("&%+;/") != std::string_view::npos) return std::nullopt;
    return value;
}

constexpr auto kResources = std::to_array<std::pair<std::string_view, Resource>>({
    {"", Resource::kPage},
    {"style.css", Resource::kStyle},
    {"script.js", Resource::kScript},
    {"socket", Resource::kSocket},
    {"trace", Resource::kTrace},
    {"incident", Resource::kIncident},
});

std::optional<Refused> refused_for_origin(const Request& request, Resource resource) {
    const std::string_view origin = header(request, http::field::origin);
    // A browser leaves it out where a page opens a page, never with a WebSocket.
    if (origin.empty() && resource != Resource::kSocket) return std::nullopt;
    if (origin == "http://" + std::string(header(request, http::field::host))) return std::nullopt;
    return Refused{http::status::forbidden, "The Origin is not this dashboard."};
}

}  // namespace

boost::system::result<Asked, Refused> judge(const Request& request, const Site& site,
                                            const Keys& keys) {
    if (request.count(http::field::host) != 1) {
        return Refused{http::status::bad_request, "A request has one Host header."};
    }
    if (!is_loopback_host(header(request, http::field::host), site.port)) {
        return Refused{http::status::forbidden,
                       "The Host must be 127.0.0.1, localhost or [::1], with the port."};
    }
    if (request.method() != http::verb::get) {
        return Refused{http::status::method_not_allowed, "Only GET is allowed."};
    }
    Target target = target_of(request);
    const Refused closed{http::status::forbidden,
                         "This page needs a fresh link: run gopls-proxy dashboard."};
    // The path is a secret too, so that a wrong one looks like a missing cookie.
    if (!target.path.starts_with(site.path)) return closed;
    target.path.remove_prefix(site.path.size());
    if (target.path == "open") {
        const auto token = parameter(target.query, "token");
        if (!token) return closed;
        return Asked{Resource::kEntrance, std::string(*token)};
    }
    const auto visitor = keys.visitor(cookie_in(header(request, http::field::cookie)));
    if (!visitor) return closed;
    for (const auto& [name, resource] : kResources) {
        if (target.path != name) continue;
        if (auto refused = refused_for_origin(request, resource)) return *std::move(refused);
        Asked asked{resource, {}, *visitor};
        if (resource == Resource::kIncident) {
            asked.argument = std::string(parameter(target.query, "id").value_or(""));
        }
        return asked;
    }
    return Refused{http::status::not_found, "There is no such page."};
}

Reply reply(http::status status, std::string_view content_type, std::string body,
            const Site& site) {
    constexpr unsigned kHttp11 = 11;
    Reply made(status, kHttp11);
    made.set(http::field::content_type, {content_type.data(), content_type.size()});
    made.set(http::field::cache_control, "no-store");
    // 'self' covers a WebSocket in new browsers only.
    const std::string port = std::to_string(site.port);
    made.set("Content-Security-Policy",
             "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
             "connect-src 'self' ws://127.0.0.1:" +
                 port + " ws://localhost:" + port +
                 "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    made.set("X-Content-Type-Options", "nosniff");
    made.set("X-Frame-Options", "DENY");
    made.set("Referrer-Policy", "no-referrer");
    made.set("Cross-Origin-Opener-Policy", "same-origin");
    made.set("Cross-Origin-Resource-Policy", "same-origin");
    if (status == http::status::method_not_allowed) made.set(http::field::allow, "GET");
    made.keep_alive(false);
    made.body() = std::move(body);
    made.prepare_payload();
    return made;
}

Reply refusal(const Refused& refused, const Site& site) {
    return reply(
        refused.status, kHtml,
        "<!doctype html><html lang=\"en\"><title>gopls-proxy</title><p>" + refused.sentence + "\n",
        site);
}

Reply entrance(const std::string& cookie, const Site& site) {
    // Not a redirect: behind a link in a page of another site, SameSite=Strict would hold back the
    // cookie that has just been set. The refresh is a step of this page.
    Reply made = reply(http::status::ok, kHtml,
                       "<!doctype html><html lang=\"en\"><title>gopls-proxy</title>"
                       "<meta http-equiv=\"refresh\" content=\"0;url=./\">"
                       "<p><a href=\"./\">Dashboard</a>\n",
                       site);
    made.set(http::field::set_cookie, std::string(kCookie) + "=" + cookie + "; Path=" + site.path +
                                          "; HttpOnly; SameSite=Strict");
    return made;
}

}  // namespace observability::web
