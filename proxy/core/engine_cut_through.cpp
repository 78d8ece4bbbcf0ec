// Large documents of the editor, and long lists of changed files, go on to gopls as they come: it
// reads while the rest is on its way.
//
// Only what is passed on to the active server in any case: what was begun has to be finished. A
// server that takes its place meanwhile, and a standby, are given the whole frame when it is here,
// as always; one that dies gets no more of it. What the proxy itself has to say waits for the end.
#include <utility>

#include "core/engine.hpp"

namespace core {

bool Engine::may_be_cut_through(std::string_view front_of_body) const {
    if (!pool_.active() || !pool_.active()->takes_messages() || any_withheld_ || quarantine_.any())
        return false;
    const std::string_view method = lsp::method_in_front(front_of_body);
    // Before one is opened the disk is looked at, which may take a moment.
    if (workspace_.looks_first() && method == "textDocument/didOpen") return false;
    return method.starts_with("textDocument/did") || method == "workspace/didChangeWatchedFiles";
}

/// With what is there of the editor's next message.
void Engine::cut_through() {
    const auto part = editor_input_.partial();
    if (!part) return;
    if (!through_ && may_be_cut_through(part->body)) {
        through_.emplace();
        through_->generation = pool_.active()->generation;
    }
    Server* server = through_ ? pool_.find(through_->generation) : nullptr;
    if (!server) return;
    const std::size_t written = std::exchange(through_->written_bytes, part->bytes.size());
    forward(*server, part->bytes.substr(written));
}

/// What was begun is finished, also where nothing else has written the rest.
void Engine::end_cut_through() {
    if (Server* server = pool_.find(through_->generation)) write(*server, through_->frame);
    through_.reset();
}

bool Engine::is_excused(const Server& server) const {
    return server.paused || (is_mid_frame(server) && !through_->behind.empty());
}

/// The end of the frame that this server was given the beginning of, or something that has to wait
/// for it.
void Engine::write_mid_frame(Server& server, std::string_view bytes) {
    if (bytes.data() != through_->frame.data()) {
        through_->behind += bytes;
        return;
    }
    CutThrough through = *std::exchange(through_, std::nullopt);
    forward(server, bytes.substr(through.written_bytes));
    if (through.behind.empty()) return;
    send(server, std::move(through.behind));
    // What waited is new to it: its silence so far says nothing.
    begin_window(server, "the editor sent the rest of a message");
    if (server.queue.awaited()) head_opened(server);
}

}  // namespace core
