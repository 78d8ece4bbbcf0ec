// A well-behaved gopls without a process: it reads what it is sent, handles it
// strictly in order, answers at once, and stands still when it is told to.
//
// A scenario scripts it with `hangs_on`, `exits` and the like. What it writes
// waits in `output` until the harness hands it to the engine.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/detect/snapshot.hpp"
#include "core/engine.hpp"
#include "scenario/text_model.hpp"
#include "scenario/wire.hpp"

namespace scenario {

class Gopls {
  public:
    /// Called for each message when its turn comes, before the message is answered.
    using Script = std::function<void(Gopls&, const Message&)>;

    Gopls(const core::effect::Spawn& start, Script script);

    // What it does.
    /// Stands still when a message with this method has its turn, and all behind it wait.
    void hangs_on(std::string_view method) { hangs_on_.emplace(method); }
    /// Handles everything that waits, and does not hang again.
    void goes_on();
    /// What it will answer to this method.
    void answers(std::string_view method, json result) {
        results_[std::string(method)] = std::move(result);
    }
    /// It will answer this method with an error.
    void refuses(std::string_view method, std::string_view why = "refused") {
        refused_.insert_or_assign(std::string(method), std::string(why));
    }
    void refuses_no_more(std::string_view method) { refused_.erase(std::string(method)); }
    void notifies(std::string_view method, const json& params);
    void asks(const json& id, std::string_view method, const json& params);
    /// As `asks`, and nothing else is handled until the answer has come.
    void asks_and_waits(const json& id, std::string_view method, const json& params);
    /// Writes bytes as they are.
    void writes(std::string_view bytes) { output += bytes; }

    // Its processes.
    /// gopls itself, first in the snapshot until something stands in front of it.
    core::Process& leader() { return snapshot.processes.at(leader_at_); }
    core::Process& starts_child(std::vector<std::string> argv, int parent = 0);
    void ends_children() { snapshot.processes.resize(leader_at_ + 1); }
    /// What was spawned is this, and gopls its child.
    core::Process& is_started_by(std::vector<std::string> argv);
    /// What was spawned only carries bytes: no process is a gopls.
    void runs_elsewhere();

    // What it got.
    bool got(std::string_view method) const { return count(received, method) > 0; }
    /// Methods of the notifications that came, in order.
    std::vector<std::string> notifications() const;
    /// Its answers from the editor, by its own id.
    const json* answer_to(const json& id) const;
    bool hangs() const { return !waiting_.empty() || !aside_.empty(); }

    void receive(std::string_view bytes);

    const core::effect::Spawn start;
    std::vector<Message> received;
    std::string received_bytes;
    Texts texts;
    core::Snapshot snapshot;
    /// Changes the processes before each look; empty = nothing moves.
    std::function<void(core::Snapshot&)> between_looks;
    json initialize_result;
    std::string output;
    bool reads = true;  ///< off: what it is sent piles up unread
    std::size_t unread_bytes = 0;
    bool paused = false;  ///< by the proxy
    bool input_closed = false;
    bool ended = false;                      ///< by the proxy
    std::optional<core::ProcessRef> dumped;  ///< and this one asked for its stacks
    bool cache_is_bad = false;
    bool gone = false;
    std::optional<core::StartFault> cannot_start;  ///< its start fails with this
    std::optional<core::ExitStatus> exits;  ///< what it leaves with, as soon as its output is read

  private:
    void proceed();
    void handle(const Message& message);

    Script script_;
    Wire wire_;
    std::deque<Message> waiting_;
    std::deque<Message> aside_;  // what runs beside the queue and hangs
    std::set<std::string, std::less<>> hangs_on_;
    std::map<std::string, std::string, std::less<>> refused_;
    std::map<std::string, json, std::less<>> results_;
    std::map<std::string, json> answers_;  // by the dumped id
    std::string awaited_;                  // the dumped id of a blocking question
    int next_pid_ = 0;
    std::size_t leader_at_ = 0;
};

}  // namespace scenario
