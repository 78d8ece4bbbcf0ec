// A session of the Engine in which the fuzzer chooses every input: the bytes of editor and servers,
// when they end, the time, and the processes.
//
// EngineWorld carries out effects only as far as it needs to check the invariants that hold for any
// input. The scenarios and the simulation test sessions with a sensible editor and gopls.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/engine.hpp"

namespace fuzz {

class EngineWorld {
  public:
    explicit EngineWorld(core::Mode mode);

    bool over() const { return exited_; }
    core::Generation newest() const { return newest_; }

    void editor_sends(std::string_view bytes);
    void server_sends(core::Generation generation, std::string_view bytes);
    /// The server answers all its open requests: with `result`, or with a sensible default if that
    /// is empty.
    void server_answers(core::Generation generation, std::string_view result);
    void editor_answers(std::string_view result);
    void server_exits(core::Generation generation, const core::ExitStatus& status);
    void cannot_start(core::Generation generation);
    /// Time passes, and the engine is woken whenever it asks for it.
    void passes(core::Duration duration);
    /// Time passes, and the engine is woken only at the end.
    void is_late_by(core::Duration duration);
    /// Sets the snapshot of every server's processes from now on.
    void looks(std::string_view how) { looks_ = how; }
    void server_backlog(core::Generation generation, std::size_t bytes);
    void editor_backlog(std::size_t bytes);
    void changes_on_disk(std::string_view path, core::FileChange type);
    void go_is(std::string_view identity);
    void dumps(core::Generation generation, std::string_view stacks, bool of_command);
    void editor_goes();
    void gets_signal(int signal);

  private:
    struct Server {
        lsp::FrameReader sent;             ///< parses the server's output, as the engine does
        lsp::FrameReader written;          ///< parses the messages written to the server
        std::deque<std::string> asked;     ///< raw ids of requests without an answer
        std::set<std::string> initialize;  ///< ids of its initialize requests
        bool has_spoken = false;           ///< it wrote something, so its start succeeded
        bool ended = false;
    };
    void carry_out(core::Effects& effects);
    void carry_out(const core::Effect& effect);
    void editor_is_given(std::string_view bytes);
    void server_is_given(core::Generation generation, std::string_view bytes);
    void note_due_to_server(const lsp::Frame& frame);
    void note_due_to_editor(const lsp::Frame& frame);
    void check_state() const;
    Server* find(core::Generation generation);
    bool untouched() const;

    core::Mode mode_;
    core::Engine engine_;
    core::Time now_{};
    std::map<core::Generation, Server> servers_;
    core::Generation newest_ = 0;
    lsp::FrameReader editor_sent_;
    lsp::FrameReader editor_written_;
    std::deque<std::string> editor_asked_;  ///< raw ids of requests without an answer
    std::set<std::string> awaited_;         ///< the same, ids by RequestId::raw
    std::set<std::string> open_;            ///< the editor's requests without a reply
    bool ids_are_clear_ = true;  ///< the editor sent nothing that makes replies ambiguous
    std::deque<std::string> due_to_server_;
    std::deque<std::string> due_to_editor_;
    std::deque<core::Generation> to_look_at_;
    std::deque<std::uint64_t> disk_looks_;
    std::string looks_ = "idle";
    int turns_ = 0;
    bool shutting_down_ = false;
    bool exited_ = false;
};

}  // namespace fuzz
