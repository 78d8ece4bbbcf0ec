#include "support/fake_gopls/wire.hpp"

#include <poll.h>
#include <strings.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace fake_gopls {
namespace {

[[noreturn]] void refuse_input(const std::string& why) {
    const std::string text = "fake gopls: " + why + "\n";
    if (::write(2, text.data(), text.size()) < 0) std::abort();
    ::_exit(2);
}

}  // namespace

void Wire::start() {
    reader_ = std::thread([this] { read_all(); });
    reader_.detach();  // it ends with the process, which leaves by _exit
}

std::optional<Json> Wire::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !queue_.empty() || ended_; });
    if (queue_.empty()) return std::nullopt;
    // Json converts itself to anything, which GCC 15 warns of in a return.
    std::optional<Json> message(std::in_place, std::move(queue_.front()));
    queue_.pop_front();
    return message;
}

Json Wire::ask(const std::string& method, const Json& params) {
    std::unique_lock lock(mutex_);
    const Json id = next_id_++;
    lock.unlock();
    write(framed(
        Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", params}, {"id", id}}.dump()));
    lock.lock();
    const std::string key = id.dump();
    changed_.wait(lock, [&] { return answers_.contains(key) || ended_; });
    if (!answers_.contains(key)) ::_exit(0);
    return answers_.extract(key).mapped();
}

void Wire::notify(const std::string& method, const Json& params) {
    write(framed(Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", params}}.dump()));
}

void Wire::reply(const Json& id, const Json& result) {
    write(framed(reply_body(id, result)));
}

void Wire::reply_error(const Json& id, int code, const std::string& message) {
    const Json error{{"code", code}, {"message", message}};
    write(framed(R"({"jsonrpc":"2.0","error":)" + error.dump() + R"(,"id":)" + id.dump() + "}"));
}

std::string Wire::framed(std::string_view body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string Wire::reply_body(const Json& id, const Json& result) {
    return R"({"jsonrpc":"2.0","result":)" + result.dump() + R"(,"id":)" + id.dump() + "}";
}

void Wire::write(std::string_view bytes) {
    const std::lock_guard lock(writing_);
    while (!bytes.empty()) {
        const ssize_t n = ::write(1, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) ::_exit(1);  // nobody will ever read it
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool Wire::cancelled(const Json& id) {
    const std::lock_guard lock(mutex_);
    return cancelled_.contains(id.dump());
}

bool Wire::ended() {
    const std::lock_guard lock(mutex_);
    return ended_;
}

void Wire::exit_at_end() {
    const std::lock_guard lock(mutex_);
    exit_at_end_ = true;
    if (ended_) ::_exit(0);
}

void Wire::read_all() {
    while (reading_) {
        while (std::optional<std::string> body = take_body()) {
            Json message = Json::parse(*body, nullptr, false);
            if (!message.is_object()) refuse_input("not a JSON object");
            deliver(std::move(message));
        }
        if (!read_some()) break;
    }
    if (!reading_) return;
    const std::lock_guard lock(mutex_);
    ended_ = true;
    if (exit_at_end_) ::_exit(0);
    changed_.notify_all();
}

bool Wire::read_some() {
    std::array<char, 65536> buffer{};
    // Waiting and reading are apart, so that nothing is taken after stop_reading.
    pollfd input{0, POLLIN, 0};
    while (::poll(&input, 1, 50) == 0)
        if (!reading_) return false;
    const ssize_t n = ::read(0, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) return true;
    if (n <= 0) return false;
    input_.append(buffer.data(), static_cast<std::size_t>(n));
    return true;
}

std::optional<std::string> Wire::take_body() {
    // More tolerant than gopls (names in any case, lines that end in '\n' alone), so that a
    // test can see what reached it.
    std::size_t at = 0;
    std::optional<std::size_t> size;
    for (;;) {
        const std::size_t end = input_.find('\n', at);
        if (end == std::string::npos) return std::nullopt;
        std::string line = input_.substr(at, end - at);
        at = end + 1;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.empty()) break;
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) refuse_input("no header: " + line);
        constexpr const char* kLength = "content-length";
        if (::strncasecmp(line.c_str(), kLength, std::strlen(kLength)) == 0)
            size = std::strtoull(line.c_str() + colon + 1, nullptr, 10);
    }
    if (!size) refuse_input("no Content-Length");
    if (input_.size() < at + *size) return std::nullopt;
    std::string body = input_.substr(at, *size);
    input_.erase(0, at + *size);
    return body;
}

void Wire::deliver(Json message) {
    const std::lock_guard lock(mutex_);
    if (!message.contains("method"))
        answers_.emplace(message.value("id", Json()).dump(), std::move(message));
    else if (message["method"] == "$/cancelRequest")
        cancelled_.insert(message.value("params", Json::object()).value("id", Json()).dump());
    else
        queue_.push_back(std::move(message));
    changed_.notify_all();
}

}  // namespace fake_gopls
