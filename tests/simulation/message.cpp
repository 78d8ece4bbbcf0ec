#include "simulation/message.hpp"

#include <charconv>

#include "simulation/violation.hpp"

namespace simulation {
namespace {

constexpr std::string_view kLength = "Content-Length: ";
constexpr std::string_view kBlank = "\r\n\r\n";
constexpr std::string_view kNumber = R"("n":)";

/// Returns the number of a message that is not a JSON object.
std::uint64_t number_in(std::string_view body) {
    std::uint64_t n = 0;
    const auto at = body.find(kNumber);
    if (at == std::string_view::npos) return 0;
    std::from_chars(body.data() + at + kNumber.size(), body.data() + body.size(), n);
    return n;
}

}  // namespace

const json& Message::member(const char* name) const {
    static const json kNone;
    const auto it = body.is_object() ? body.find(name) : body.end();
    return body.is_object() && it != body.end() ? *it : kNone;
}

bool Message::tells_with_id() const {
    return is_request() && (method.starts_with("textDocument/did") ||
                            method.starts_with("workspace/did") || method == "$/setTrace");
}

std::string Message::uri() const {
    const json& p = params();
    if (!p.is_object()) return {};
    const auto document = p.find("textDocument");
    if (document == p.end() || !document->is_object()) return {};
    const auto uri = document->find("uri");
    return uri != document->end() && uri->is_string() ? canonical(uri->get<std::string>()) : "";
}

std::string canonical(std::string_view uri) {
    std::string plain;
    while (!uri.empty()) {
        unsigned code = 0;
        const bool escape =
            uri.size() > 2 && uri[0] == '%' &&
            std::from_chars(uri.data() + 1, uri.data() + 3, code, 16).ptr == uri.data() + 3;
        plain += escape ? static_cast<char>(code) : uri[0];
        uri.remove_prefix(escape ? 3 : 1);
    }
    return plain;
}

Message message(std::string_view body) {
    Message m;
    m.bytes = framed(body);
    m.body = json::parse(body, nullptr, false);
    if (m.body.is_object()) {
        if (const auto it = m.body.find("method"); it != m.body.end() && it->is_string()) {
            m.method = it->get<std::string>();
        }
        if (const auto it = m.body.find("id"); it != m.body.end()) {
            m.has_id = true;
            m.id = *it;
        }
        m.n = m.body.value("n", std::uint64_t{0});
    } else {
        m.n = number_in(body);
        if (m.body.is_discarded()) m.body = json();
    }
    return m;
}

std::optional<Message> take_message(std::string& stream) {
    const std::size_t blank = stream.find(kBlank);
    if (blank == std::string::npos) return {};
    const std::size_t length_at = stream.find(kLength);
    demand(length_at < blank, "bytes were written that are not a frame: ", stream.substr(0, 100));
    std::size_t length = 0;
    std::from_chars(stream.data() + length_at + kLength.size(), stream.data() + blank, length);
    const std::size_t begin = blank + kBlank.size();
    if (stream.size() < begin + length) return {};
    Message m = message(std::string_view(stream).substr(begin, length));
    m.bytes = stream.substr(0, begin + length);
    stream.erase(0, begin + length);
    return m;
}

std::string framed(std::string_view body) {
    std::string frame(kLength);
    frame += std::to_string(body.size());
    frame += kBlank;
    frame += body;
    return frame;
}

std::string request(const json& id, std::string_view method, const json& params) {
    return R"({"jsonrpc":"2.0","id":)" + id.dump() + R"(,"method":")" + std::string(method) +
           R"(","params":)" + params.dump() + "}";
}

std::string notification(std::string_view method, const json& params) {
    return R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":)" +
           params.dump() + "}";
}

std::string reply(const json& id, const json& result) {
    return R"({"jsonrpc":"2.0","result":)" + result.dump() + R"(,"id":)" + id.dump() + "}";
}

std::string error_reply(const json& id, int code) {
    return R"({"jsonrpc":"2.0","error":{"code":)" + std::to_string(code) +
           R"(,"message":"no"},"id":)" + id.dump() + "}";
}

std::string numbered(std::string_view body, std::uint64_t n) {
    demand(body.starts_with('{'),
           "a model wrote a message that is not an object: ", std::string(body));
    return framed(R"({"n":)" + std::to_string(n) + "," + std::string(body.substr(1)));
}

}  // namespace simulation
