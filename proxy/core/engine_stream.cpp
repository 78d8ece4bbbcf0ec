// Large documents of the editor, and long lists of changed files, go on to gopls as they come: it
// reads while the rest is on its way.
//
// Only what is passed on to the active server in any case: what was begun has to be finished. A
// server that takes its place meanwhile, and a standby, are given the whole frame when it is here,
// as always; one that dies gets no more of it. What the proxy itself has to say waits for the end.
#include <utility>

#include "core/engine.hpp"

namespace core {

bool Engine::may_be_streamed(std::string_view front_of_body) const {
    const Server* active = pool_.active();
    if (!active || !active->takes_messages() || any_withheld_ || quarantine_.any()) return false;
    const lsp::MethodName method = lsp::method_in_front(front_of_body);
    // Before one is opened the disk is looked at, which may take a moment.
    if (workspace_.looks_first() && method == "textDocument/didOpen"_method) return false;
    return method.text().starts_with("textDocument/did") ||
           method == "workspace/didChangeWatchedFiles"_method;
}

/// With what is there of the editor's next message.
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

/// The message is here.
void Engine::streamed(std::string_view frame) {
    if (Server* server = pool_.find(streams_to_)) server->streamed->frame = frame;
}

/// What was begun is finished, also where nothing else has written the rest.
void Engine::end_stream() {
    Server* server = pool_.find(std::exchange(streams_to_, 0));
    if (server && server->streamed) write(*server, server->streamed->frame);
}

}  // namespace core
