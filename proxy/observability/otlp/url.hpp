// The URL of a collector. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace observability::otlp {

struct Url {
    bool is_secure = false;  ///< https
    std::string host;        ///< without the brackets of an IPv6 address
    std::string port;
    std::string target = "/";  ///< path and query
};

/// Returns the URL, or nothing if it is not one of HTTP. A password in it is refused: a header is
/// the place for secrets.
std::optional<Url> parse_url(std::string_view text);

/// Returns the text with its `%XX` decoded, or nothing if one of them is not that.
std::optional<std::string> percent_decoded(std::string_view text);

/// Returns the host and the port, as in the header `Host`.
std::string authority(const Url& url);
/// Returns the URL without its query, which may hold a secret.
std::string to_text(const Url& url);

}  // namespace observability::otlp
