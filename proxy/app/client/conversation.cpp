#include "app/client/conversation.hpp"

#include "lsp/message.hpp"

namespace app::client {

Json at(const Json& json, const char* pointer) {
    const Json::json_pointer place(pointer);
    return json.contains(place) ? json.at(place) : Json();
}

std::string text_at(const Json& json, const char* pointer) {
    const Json found = at(json, pointer);
    return found.is_string() ? found.get<std::string>() : std::string();
}

int Conversation::request(std::string_view method, const Json& params) {
    const int id = ++last_id_;
    asked_[id].method = method;
    asked_[id].at = Clock::now();
    unsent_ += lsp::request(std::to_string(id), method, params.is_null() ? "" : params.dump());
    return id;
}

void Conversation::notify(std::string_view method, const Json& params) {
    unsent_ += lsp::notification(method, params.is_null() ? "" : params.dump());
}

bool Conversation::received(std::size_t n) {
    reader_.commit(n);
    for (;;) {
        const auto frame = reader_.next();
        if (frame.has_error()) return false;
        if (!*frame) return true;
        read_message((*frame)->body);
    }
}

void Conversation::read_message(std::string_view body) {
    const Json message = Json::parse(body, nullptr, false);
    if (message.is_discarded() || !message.is_object()) return;
    const std::string method = text_at(message, "/method");
    const Json id = at(message, "/id");
    if (method.empty()) {
        if (id.is_number_integer()) read_reply(id.get<int>(), message);
    } else if (id.is_null()) {
        on_notification_(method, at(message, "/params"));
    } else {
        answer(message, method);
    }
}

void Conversation::read_reply(int id, const Json& message) {
    const auto found = asked_.find(id);
    if (found == asked_.end()) return;
    Asked& asked = found->second;
    if (++asked.replies > 1) return;
    asked.took = Clock::now() - asked.at;
    asked.result = at(message, "/result");
    if (const Json error = at(message, "/error"); !error.is_null()) {
        asked.error = error.dump(-1, ' ', false, Json::error_handler_t::replace);
    }
}

void Conversation::answer(const Json& message, const std::string& method) {
    Json result;
    if (method == "workspace/configuration") {
        result = Json(at(message, "/params/items").size(), settings_);
    } else if (method == "workspace/applyEdit") {
        result = {{"applied", false}};
    }
    unsent_ += lsp::reply(message["id"].dump(), result.dump());
}

}  // namespace app::client
