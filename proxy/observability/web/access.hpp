// What the dashboard answers to a request, and what it refuses (docs/dashboard.md, "Security").
//
// Everything is below a path that is different in each session: a browser sends cookies to all
// ports of a host, but not to other paths, so that the cookie reaches no other local server. Pure.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "observability/web/keys.hpp"

namespace observability::web {

namespace http = boost::beast::http;

using Request = http::request<http::empty_body>;
using Reply = http::response<http::string_body>;

struct Site {
    std::uint16_t port = 0;
    std::string path;  ///< "/0123456789abcdef/", with both slashes
};

/// What a request that is not refused asks for.
enum class Resource {
    kEntrance,  ///< a link with a token was opened
    kPage,
    kStyle,
    kScript,
    kSocket,    ///< a WebSocket
    kTrace,     ///< the trace of the session as a file
    kIncident,  ///< the document of an incident
};

struct Asked {
    Resource resource = Resource::kPage;
    std::string argument = {};  ///< a token; the id of an incident
    Visitor visitor = {};
};

struct Refused {
    http::status status = http::status::forbidden;
    std::string sentence;  ///< for a person
};

/// Judges the headers of a request.
boost::system::result<Asked, Refused> judge(const Request& request, const Site& site,
                                            const Keys& keys);
[[noreturn]] inline void throw_exception_from_error(const Refused& refused,
                                                    const boost::source_location&) {
    throw std::runtime_error(refused.sentence);
}

/// Returns a reply with the headers that every reply has: among them a policy by which the page may
/// load and reach nothing but this dashboard.
Reply reply(http::status status, std::string_view content_type, std::string body, const Site& site);
/// Returns a refusal as a small page.
Reply refusal(const Refused& refused, const Site& site);
/// Returns the page behind a link, which sets the cookie and leads to the dashboard.
Reply entrance(const std::string& cookie, const Site& site);

}  // namespace observability::web
