#include "cli/control/client.hpp"

#include <unistd.h>

#include <future>
#include <optional>
#include <utility>

#include "app/control/folders.hpp"
#include "io/unix_socket.hpp"

namespace cli {
namespace {

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

}  // namespace

Reply ask(const std::filesystem::path& socket, app::control::Command command) {
    const auto fd = io::connect_unix(socket.string());
    if (!fd) return Refusal{"no_answer", "it cannot be reached: " + fd.error().message()};
    return ask_at(*fd, command);
}

std::vector<Session> ask_all(const app::Environment& environment, app::control::Command command) {
    using Answer = std::pair<std::filesystem::path, std::future<Reply>>;
    std::vector<Answer> answers;
    for (const auto& socket : app::control::sockets(app::control::folders(environment))) {
        const auto fd = io::connect_unix(socket.string());
        if (!fd && fd.error() == boost::system::errc::connection_refused) {
            std::error_code ignored;
            std::filesystem::remove(socket, ignored);
            continue;
        }
        answers.emplace_back(
            socket, std::async(std::launch::async, [fd, command]() -> Reply {
                if (fd) return ask_at(*fd, command);
                return Refusal{"no_answer", "it cannot be reached: " + fd.error().message()};
            }));
    }
    std::vector<Session> sessions;
    for (auto& [socket, reply] : answers) {
        sessions.push_back({app::control::pid_of(socket), socket, reply.get()});
    }
    return sessions;
}

boost::system::result<Connection, Refusal> Connection::open(const std::filesystem::path& socket) {
    const auto fd = io::connect_unix(socket.string());
    if (!fd) return Refusal{"no_answer", "it cannot be reached: " + fd.error().message()};
    return Connection(*fd);
}

Connection::Connection(Connection&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Connection::~Connection() {
    if (fd_ >= 0) ::close(fd_);
}

Reply Connection::ask(const app::control::TraceRequest& request) {
    return ask_on(fd_, app::control::request_line(request));
}

}  // namespace cli
