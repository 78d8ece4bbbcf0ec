#include "scenario/wire.hpp"

#include <algorithm>
#include <utility>

#include "lsp/message.hpp"
#include "support/catch.hpp"

namespace scenario {
namespace {

Message read(const lsp::Frame& frame) {
    Message message;
    message.bytes = frame.bytes;
    message.body = json::parse(frame.body, nullptr, false);
    if (message.body.is_discarded()) message.body = json();
    if (message.body.is_object()) {
        message.method = message.body.value("method", "");
        message.id = message.body.value("id", json());
    }
    return message;
}

}  // namespace

json Message::member(const char* name) const {
    return body.is_object() ? body.value(name, json()) : json();
}

int Message::error_code() const {
    const json error = member("error");
    return error.is_object() ? error.value("code", 0) : 0;
}

std::vector<Message> Wire::take(std::string_view bytes) {
    std::vector<Message> messages;
    reader_.append(bytes);
    while (true) {
        auto next = reader_.next();
        INFO(reader_.error_detail());
        REQUIRE_FALSE(next.has_error());
        if (!*next) return messages;
        messages.push_back(read(**next));
    }
}

std::string request(const json& id, std::string_view method, const json& params) {
    return lsp::request(id.dump(), method, params.is_null() ? "" : params.dump());
}

std::string notification(std::string_view method, const json& params) {
    return lsp::notification(method, params.is_null() ? "" : params.dump());
}

std::string reply(const json& id, const json& result) {
    return lsp::reply(id.dump(), result.dump());
}

std::size_t count(const std::vector<Message>& messages, std::string_view method) {
    return static_cast<std::size_t>(
        std::count_if(messages.begin(), messages.end(),
                      [&](const Message& message) { return message.method == method; }));
}

const Message* last(const std::vector<Message>& messages, std::string_view method) {
    const auto it = std::find_if(messages.rbegin(), messages.rend(),
                                 [&](const Message& message) { return message.method == method; });
    return it == messages.rend() ? nullptr : &*it;
}

}  // namespace scenario
