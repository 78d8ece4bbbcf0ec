#include "cli/control/client.hpp"

#include <unistd.h>

#include <future>
#include <utility>

#include "app/control/folders.hpp"
#include "io/unix_socket.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

using app::control::Json;
using app::control::Refusal;
using Reply = boost::system::result<Json, Refusal>;

/// Longer than a proxy takes to find out that its own session does not answer.
constexpr std::chrono::seconds kPatience{5};

Reply ask_on(int fd, std::string request) {
    auto line = io::ask_line(fd, std::move(request), kPatience);
    if (!line) return Refusal{"no_answer", "it does not answer: " + line.error().message()};
    return app::control::parse_reply(*line);
}

Reply ask_at(int fd, app::control::Command command) {
    Reply reply = ask_on(fd, app::control::request_line(command));
    ::close(fd);
    return reply;
}

Refusal unreachable(const boost::system::error_code& failure) {
    if (failure == boost::system::errc::resource_unavailable_try_again) {
        return {"no_answer", "it hangs, and accepts no connections"};
    }
    return {"no_answer", "it cannot be reached: " + failure.message()};
}

Reply answer_on(const boost::system::result<int>& fd, app::control::Command command) {
    if (!fd) return unreachable(fd.error());
    return ask_at(*fd, command);
}

}  // namespace

Reply ask(const fs::path& socket, app::control::Command command) {
    return answer_on(io::connect_unix(socket.string()), command);
}

std::optional<Session> ask_if_listening(const fs::path& socket, app::control::Command command) {
    const auto fd = io::connect_unix(socket.string());
    if (!fd && fd.error() == boost::system::errc::no_such_file_or_directory) return std::nullopt;
    if (!fd && fd.error() == boost::system::errc::connection_refused) {
        std::error_code ignored;
        fs::remove(socket, ignored);
        return std::nullopt;
    }
    return Session{app::control::pid_of(socket), socket, answer_on(fd, command)};
}

std::vector<Session> ask_all(const app::Environment& environment, app::control::Command command) {
    std::vector<std::future<std::optional<Session>>> answers;
    for (const auto& socket : app::control::sockets(app::control::folders(environment))) {
        answers.push_back(
            std::async(std::launch::async, [=] { return ask_if_listening(socket, command); }));
    }
    std::vector<Session> sessions;
    for (auto& answer : answers) {
        if (auto session = answer.get()) sessions.push_back(*std::move(session));
    }
    return sessions;
}

boost::system::result<Connection, Refusal> Connection::open(const std::filesystem::path& socket) {
    const auto fd = io::connect_unix(socket.string());
    if (!fd) return unreachable(fd.error());
    return Connection(*fd);
}

Connection::Connection(Connection&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Connection::~Connection() {
    if (fd_ >= 0) ::close(fd_);
}

Reply Connection::ask(app::control::Command command) {
    return ask_on(fd_, app::control::request_line(command));
}

Reply Connection::ask(const app::control::TraceRequest& request) {
    return ask_on(fd_, app::control::request_line(request));
}

Reply Connection::ask(const app::control::DashboardRequest& request) {
    return ask_on(fd_, app::control::request_line(request));
}

}  // namespace cli
