#include "demo/editor.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace demo {

using app::client::text_at;

namespace {

bool try_again(ssize_t n) {
    return n < 0 && (errno == EAGAIN || errno == EINTR);
}

}  // namespace

Editor::Editor(int to_server, int from_server)
    : to_(to_server),
      from_(from_server),
      conversation_([this](const std::string& method, const Json& params) {
          read_notification(method, params);
      }) {}

int Editor::request(std::string_view method, const Json& params) {
    const int id = conversation_.request(method, params);
    flush();
    return id;
}

void Editor::notify(std::string_view method, const Json& params) {
    conversation_.notify(method, params);
    flush();
}

bool Editor::flush() {
    std::string& unsent = conversation_.unsent();
    while (!unsent.empty()) {
        const ssize_t n = ::write(to_, unsent.data(), unsent.size());
        if (try_again(n)) return true;
        if (n <= 0) return false;
        unsent.erase(0, static_cast<std::size_t>(n));
    }
    return true;
}

bool Editor::pump(std::chrono::milliseconds timeout) {
    std::array<pollfd, 2> ready{pollfd{from_, POLLIN, 0},
                                pollfd{conversation_.unsent().empty() ? -1 : to_, POLLOUT, 0}};
    if (::poll(ready.data(), ready.size(), static_cast<int>(timeout.count())) <= 0) return true;
    if (ready[1].revents != 0 && !flush()) return false;
    return ready[0].revents == 0 || receive();
}

bool Editor::receive() {
    const auto room = conversation_.room();
    const ssize_t n = ::read(from_, room.data(), room.size());
    if (try_again(n)) return true;
    if (n <= 0 || !conversation_.received(static_cast<std::size_t>(n))) return false;
    flush();
    return true;
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
