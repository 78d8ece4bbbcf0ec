// Streaming of large messages: large documents of the editor and long lists of changed files are
// forwarded to gopls as they arrive, so that it reads while the rest is still on its way.
//
// Only messages that go to the active server in any case are streamed, since a message that was
// begun has to be finished. A server that replaces it meanwhile, and a standby, receive the whole
// frame once it is complete. A server that dies receives no more of it. The proxy's own messages
// wait for its end.
#include <utility>

#include "core/engine.hpp"

namespace core {

bool Engine::may_be_streamed(std::string_view front_of_body) const {
    const Server* active = pool_.active();
    if (!active || !active->takes_messages() || any_withheld_ || quarantine_.any()) return false;
    const lsp::MethodName method = lsp::method_in_front(front_of_body);
    // Before a document is opened the disk is checked, which may take a moment.
    if (workspace_.looks_first() && method == "textDocument/didOpen"_method) return false;
    return method.text().starts_with("textDocument/did") ||
           method == "workspace/didChangeWatchedFiles"_method;
}

/// Forwards the available part of the editor's next message.
void Engine::stream() {
    const auto part = editor_input_.partial();
    if (!part) return;
    if (streams_to_ == 0 && may_be_streamed(part->body)) {
        streams_to_ = pool_.active()->generation;
        pool_.active()->streamed.emplace();
    }
    Server* server = pool_.find(streams_to_);
    if (!server) return;
    const std::size_t written = std::exchange(server->streamed->written_bytes, part->bytes.size());
    turn_.relayed = turn_.relayed || pool_.is_active(*server);
    server->forward(part->bytes.substr(written), turn_);
}

/// Records that the message is complete.
void Engine::streamed(std::string_view frame) {
    if (Server* server = pool_.find(streams_to_)) server->streamed->frame = frame;
}

/// Finishes the message, even if no other code has written the rest.
void Engine::end_stream() {
    Server* server = pool_.find(std::exchange(streams_to_, 0));
    if (server && server->streamed) write(*server, server->streamed->frame);
}

}  // namespace core
