#include "demo/editor.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "lsp/message.hpp"

namespace demo {
namespace {

std::string text_at(const Json& json, const char* pointer) {
    const Json found = at(json, pointer);
    return found.is_string() ? found.get<std::string>() : std::string();
}

bool try_again(ssize_t n) {
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

}  // namespace

int Editor::request(std::string_view method, const Json& params) {
    const int id = ++last_id_;
    asked_[id].method = method;
    asked_[id].at = Clock::now();
    unsent_ += lsp::request(std::to_string(id), method, params.is_null() ? "" : params.dump());
    flush();
    return id;
}

void Editor::notify(std::string_view method, const Json& params) {
    unsent_ += lsp::notification(method, params.is_null() ? "" : params.dump());
    flush();
}

bool Editor::flush() {
    while (!unsent_.empty()) {
        const ssize_t n = ::write(to_, unsent_.data(), unsent_.size());
        if (try_again(n)) return true;
        if (n <= 0) return false;
        unsent_.erase(0, static_cast<std::size_t>(n));
    }
    return true;
}

bool Editor::pump(std::chrono::milliseconds timeout) {
    std::array<pollfd, 2> ready{pollfd{from_, POLLIN, 0},
                                pollfd{unsent_.empty() ? -1 : to_, POLLOUT, 0}};
    if (::poll(ready.data(), ready.size(), static_cast<int>(timeout.count())) <= 0) return true;
    if (ready[1].revents != 0 && !flush()) return false;
    return ready[0].revents == 0 || receive();
}

bool Editor::receive() {
    const auto room = reader_.prepare();
    const ssize_t n = ::read(from_, room.data(), room.size());
    if (try_again(n)) return true;
    if (n <= 0) return false;
    reader_.commit(static_cast<std::size_t>(n));
    for (;;) {
        const auto frame = reader_.next();
        if (frame.has_error()) return false;
        if (!*frame) return true;
        read_message((*frame)->body);
    }
}

void Editor::read_message(std::string_view body) {
    const Json message = Json::parse(body, nullptr, false);
    if (message.is_discarded() || !message.is_object()) return;
    const std::string method = text_at(message, "/method");
    const Json id = at(message, "/id");
    if (method.empty()) {
        if (id.is_number_integer()) read_reply(id.get<int>(), message);
    } else if (id.is_null()) {
        read_notification(method, at(message, "/params"));
    } else {
        answer(message, method);
    }
}

void Editor::read_reply(int id, const Json& message) {
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

void Editor::answer(const Json& message, const std::string& method) {
    Json result;
    if (method == "workspace/configuration") {
        // One value for each item: nothing is configured.
        result = Json(at(message, "/params/items").size(), Json());
    } else if (method == "workspace/applyEdit") {
        result = {{"applied", false}};
    }
    unsent_ += lsp::reply(message["id"].dump(), result.dump());
    flush();
}

void Editor::read_notification(const std::string& method, const Json& params) {
    if (method == "window/showMessage") {
        seen_.push_back("a popup: " + text_at(params, "/message"));
    } else if (method == "$/progress") {
        const std::string title = text_at(params, "/value/title");
        std::string text = text_at(params, "/value/message");
        if (!title.empty()) text = title + (text.empty() ? "" : ": " + text);
        if (!text.empty()) seen_.push_back("progress: " + text);
    }
}

std::vector<std::string> Editor::take_seen() {
    return std::exchange(seen_, {});
}

}  // namespace demo
