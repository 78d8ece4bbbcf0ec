#include "lsp/message.hpp"

#include <cassert>
#include <functional>
#include <initializer_list>
#include <nlohmann/json.hpp>

namespace lsp {
namespace {

/// A frame whose body is the concatenation of `parts`.
std::string framed(std::initializer_list<std::string_view> parts) {
    constexpr std::string_view kField = "Content-Length: ";
    constexpr std::string_view kBlank = "\r\n\r\n";
    std::size_t size = 0;
    for (const auto part : parts) size += part.size();
    const std::string digits = std::to_string(size);

    std::string out;
    out.reserve(kField.size() + digits.size() + kBlank.size() + size);
    out.append(kField).append(digits).append(kBlank);
    for (const auto part : parts) out.append(part);
    return out;
}

std::string_view params_key(std::string_view raw_params) {
    return raw_params.empty() ? "" : R"(,"params":)";
}

}  // namespace

std::string frame(std::string_view body) {
    return framed({body});
}

std::string request(std::string_view raw_id, std::string_view method, std::string_view raw_params) {
    return framed({R"({"jsonrpc":"2.0","id":)", raw_id, R"(,"method":)", quoted(method),
                   params_key(raw_params), raw_params, "}"});
}

std::string notification(std::string_view method, std::string_view raw_params) {
    return framed(
        {R"({"jsonrpc":"2.0","method":)", quoted(method), params_key(raw_params), raw_params, "}"});
}

std::string reply(std::string_view raw_id, std::string_view raw_result) {
    return framed({R"({"jsonrpc":"2.0","id":)", raw_id, R"(,"result":)",
                   raw_result.empty() ? "null" : raw_result, "}"});
}

std::string error_reply(std::string_view raw_id, ErrorCode code, std::string_view message) {
    return framed({R"({"jsonrpc":"2.0","id":)", raw_id, R"(,"error":{"code":)",
                   std::to_string(static_cast<int>(code)), R"(,"message":)", quoted(message),
                   "}}"});
}

std::string with_id(std::string_view body, std::string_view old_id, std::string_view raw_id) {
    const std::less_equal<> before;
    const bool inside = before(body.data(), old_id.data()) &&
                        before(old_id.data() + old_id.size(), body.data() + body.size());
    assert(inside);
    if (!inside) return frame(body);
    const auto at = static_cast<std::size_t>(old_id.data() - body.data());
    return framed({body.substr(0, at), raw_id, body.substr(at + old_id.size())});
}

std::string_view body_of(std::string_view frame) {
    // The header block ends at the first empty line, whichever way its lines end.
    const std::size_t crlf = frame.find("\n\r\n");
    const std::size_t lf = frame.find("\n\n");
    if (lf < crlf) return frame.substr(lf + 2);
    return crlf == std::string_view::npos ? std::string_view() : frame.substr(crlf + 3);
}

std::string quoted(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lsp
