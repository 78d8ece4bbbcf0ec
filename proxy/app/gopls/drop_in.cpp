#include "app/gopls/drop_in.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "app/environment.hpp"
#include "io/files.hpp"
#include "lsp/envelope.hpp"
#include "lsp/frame.hpp"
#include "lsp/message.hpp"

namespace app {

namespace {

/// Returns false at the end of input.
bool read_some(int fd, lsp::FrameReader& reader) {
    const std::span<char> room = reader.prepare();
    for (;;) {
        const ssize_t got = ::read(fd, room.data(), room.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        reader.commit(static_cast<std::size_t>(got));
        return true;
    }
}

std::string answer(const lsp::Envelope& message, std::string_view reason) {
    if (message.kind != lsp::Kind::kRequest) return {};
    if (message.method == "initialize") {
        return lsp::reply(message.id,
                          R"({"capabilities":{},"serverInfo":{"name":"gopls-proxy"}})") +
               lsp::notification("window/showMessage",
                                 R"({"type":1,"message":)" + lsp::quoted(reason) + "}");
    }
    if (message.method == "shutdown") return lsp::reply(message.id, "null");
    return lsp::error_reply(message.id, lsp::ErrorCode::kInternalError, reason);
}

}  // namespace

ExecFailure exec_gopls(const std::string& path, const std::vector<std::string>& arguments) {
    const std::string depth = std::to_string(depth_from(current_environment()) + 1);
    ::setenv(std::string(kDepthVariable).c_str(), depth.c_str(), 1);
    std::vector<char*> argv{const_cast<char*>(path.c_str())};
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    ::execv(path.c_str(), argv.data());
    const int error = errno;
    return {"cannot start gopls at " + path + ": " + std::strerror(error),
            error == ENOENT ? kExitNotFound : kExitNotExecutable};
}

int missing_gopls_session(std::string_view reason, int in, int out) {
    // The result of write tells when the editor is gone.
    std::signal(SIGPIPE, SIG_IGN);
    lsp::FrameReader reader;
    while (read_some(in, reader)) {
        for (;;) {
            const auto frame = reader.next();
            if (!frame) {
                io::write_all(
                    out, lsp::error_reply("null", lsp::ErrorCode::kParseError,
                                          lsp::describe(frame.error(), reader.error_detail())));
                return kExitNotFound;
            }
            if (!*frame) break;
            const lsp::Envelope message = lsp::peek((*frame)->body);
            if (message.method == "exit") return kExitNotFound;
            if (!io::write_all(out, answer(message, reason))) return kExitNotFound;
        }
    }
    return kExitNotFound;
}

}  // namespace app
