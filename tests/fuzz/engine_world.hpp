// A session of the Engine whose every input is the fuzzer's choice: what editor and servers write,
// when they go, how time goes by, what the processes look like.
//
// It carries out effects just far enough to check what must hold whatever comes in; what a sensible
// editor and gopls make of a session is the scenarios' and the simulation's business.
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
    /// The server answers what it was asked and has not answered: with `result`, or sensibly.
    void server_answers(core::Generation generation, std::string_view result);
    void editor_answers(std::string_view result);
    void server_exits(core::Generation generation, const core::ExitStatus& status);
    void cannot_start(core::Generation generation);
    /// The engine is woken when it wants to be.
    void passes(core::Duration duration);
    /// It is not, and then late.
    void is_late_by(core::Duration duration);
    /// What the processes of every server look like from now on.
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
        lsp::FrameReader sent;             ///< reads what it wrote, as the engine does
        lsp::FrameReader written;          ///< reads what it was given
        std::deque<std::string> asked;     ///< raw ids of requests it has not answered
        std::set<std::string> initialize;  ///< of these, the ids of initialize
        bool has_spoken = false;           ///< so it was started
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
    std::deque<std::string> editor_asked_;  ///< raw ids of requests that it has not answered
    std::set<std::string> awaited_;         ///< of these, and never answered, by RequestId::raw
    std::set<std::string> open_;            ///< its own requests without a reply, by RequestId::raw
    bool ids_are_clear_ = true;             ///< it wrote nothing that makes replies ambiguous
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
