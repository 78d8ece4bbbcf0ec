#include "support/slow_module_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <vector>

#include "support/stored_zip.hpp"

namespace support {
namespace {

constexpr const char* kVersion = "v1.0.0";
/// How often it looks whether it is time for the next bytes.
constexpr int kBeatMilliseconds = 100;

std::string source_of(std::size_t bytes) {
    std::string text = "// Package slow takes its time.\npackage slow\n\n";
    while (text.size() < bytes) text += "// one more line of nothing but words\n";
    return text;
}

}  // namespace

struct SlowModuleProxy::Connection {
    FileDescriptor fd;
    std::string question;      ///< as far as it has been read
    std::string answer;        ///< the unsent rest
    Clock::time_point next{};  ///< when more of it may be sent
};

SlowModuleProxy::SlowModuleProxy(const std::string& module_path, std::size_t bytes) {
    const std::string mod = "module " + module_path + "\n\ngo 1.21\n";
    const std::string folder = module_path + "@" + kVersion + "/";
    const std::string versions = "/" + module_path + "/@v/";
    const std::string info =
        std::string(R"({"Version":")") + kVersion + R"(","Time":"2020-01-01T00:00:00Z"})";
    files_ = {{versions + "list", std::string(kVersion) + "\n"},
              {versions + kVersion + ".info", info},
              {"/" + module_path + "/@latest", info},
              {versions + kVersion + ".mod", mod},
              {versions + kVersion + ".zip",
               stored_zip({{folder + "go.mod", mod}, {folder + "slow.go", source_of(bytes)}})}};
    thread_ = std::thread([this] { run(); });
}

SlowModuleProxy::~SlowModuleProxy() {
    listener_.stop();
    thread_.join();
}

std::string SlowModuleProxy::answer_to(const std::string& question) const {
    const std::size_t path = std::min(question.find(' '), question.size() - 1) + 1;
    const auto found = files_.find(question.substr(path, question.find(' ', path) - path));
    const std::string body = found == files_.end() ? "not here" : found->second;
    return std::string("HTTP/1.1 ") + (found == files_.end() ? "404 Not Found" : "200 OK") +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           (question.starts_with("HEAD ") ? "" : body);
}

/// False at the connection's end.
bool SlowModuleProxy::take_questions(Connection& connection) {
    std::array<char, 4096> bytes{};
    const auto size = ::recv(connection.fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size <= 0) return false;
    connection.question.append(bytes.data(), static_cast<std::size_t>(size));
    const std::size_t end = connection.question.find("\r\n\r\n");
    if (end == std::string::npos) return true;
    if (connection.answer.empty()) connection.next = Clock::now() + pace_.load().first_byte;
    connection.answer += answer_to(connection.question.substr(0, end));
    connection.question.erase(0, end + 4);
    ++questions_;
    return true;
}

bool SlowModuleProxy::go_on_with_answer(Connection& connection) const {
    if (connection.answer.empty() || Clock::now() < connection.next) return true;
    const std::size_t rate = pace_.load().bytes_per_second;
    const std::size_t due = rate == 0 ? connection.answer.size() : rate * kBeatMilliseconds / 1000;
    const auto sent = ::send(connection.fd.get(), connection.answer.data(),
                             std::min(std::max<std::size_t>(due, 1), connection.answer.size()),
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return false;
    connection.answer.erase(0, static_cast<std::size_t>(sent));
    connection.next = Clock::now() + std::chrono::milliseconds(kBeatMilliseconds);
    return true;
}

void SlowModuleProxy::run() {
    std::vector<Connection> connections;
    for (;;) {
        std::vector<pollfd> fds{{listener_.fd(), POLLIN, 0}, {listener_.stop_fd(), POLLIN, 0}};
        for (const Connection& connection : connections)
            fds.push_back({connection.fd.get(), POLLIN, 0});
        const bool answering =
            std::any_of(connections.begin(), connections.end(),
                        [](const Connection& connection) { return !connection.answer.empty(); });
        ::poll(fds.data(), fds.size(), answering ? kBeatMilliseconds / 2 : -1);
        if (fds[1].revents != 0) return;
        for (std::size_t i = connections.size(); i-- > 0;) {
            const bool open = (fds[i + 2].revents == 0 || take_questions(connections[i])) &&
                              go_on_with_answer(connections[i]);
            if (!open) connections.erase(connections.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (fds[0].revents == 0) continue;
        if (FileDescriptor connection = listener_.accept(); connection.get() >= 0)
            connections.push_back({std::move(connection), "", "", {}});
    }
}

}  // namespace support
