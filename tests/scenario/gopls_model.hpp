// A model of a well-behaved gopls without a process. It handles messages strictly in order, answers
// at once, and hangs when the scenario asks for it.
//
// A scenario scripts it with `hangs_on`, `exits` and the like. Its output waits in `output` until
// the harness passes it to the engine.
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
    /// Called for each message just before the model handles it.
    using Script = std::function<void(Gopls&, const Message&)>;

    Gopls(const core::effect::Spawn& start, Script script);

    // Actions.
    /// Hangs when it reaches a message with this method; all later messages wait.
    void hangs_on(std::string_view method) { hangs_on_.emplace(method); }
    /// Handles all waiting messages, and does not hang again.
    void goes_on();
    /// Sets the result of requests with this method.
    void answers(std::string_view method, json result) {
        results_[std::string(method)] = std::move(result);
    }
    /// Answers requests with this method with an error from here on.
    void refuses(std::string_view method, std::string_view why = "refused") {
        refused_.insert_or_assign(std::string(method), std::string(why));
    }
    void refuses_no_more(std::string_view method) { refused_.erase(std::string(method)); }
    void notifies(std::string_view method, const json& params);
    void asks(const json& id, std::string_view method, const json& params);
    /// As `asks`, and handles nothing else until the answer arrives.
    void asks_and_waits(const json& id, std::string_view method, const json& params);
    /// Writes raw bytes.
    void writes(std::string_view bytes) { output += bytes; }

    // Processes.
    /// Returns gopls itself: the first process of the snapshot, or the second behind a wrapper.
    core::Process& leader() { return snapshot.processes.at(leader_at_); }
    core::Process& starts_child(std::vector<std::string> argv, int parent = 0);
    void ends_children() { snapshot.processes.resize(leader_at_ + 1); }
    /// Makes a wrapper the spawned process, and gopls its child. Returns the wrapper.
    core::Process& is_started_by(std::vector<std::string> argv);
    /// Makes the spawned process carry bytes only: no process in the tree is gopls.
    void runs_elsewhere();

    // Observations.
    bool got(std::string_view method) const { return count(received, method) > 0; }
    /// Returns the methods of the received notifications, in order.
    std::vector<std::string> notifications() const;
    /// Returns the editor's reply to the request with this id, or null.
    const json* answer_to(const json& id) const;
    bool hangs() const { return !waiting_.empty() || !aside_.empty(); }

    void receive(std::string_view bytes);

    const core::effect::Spawn start;
    std::vector<Message> received;
    std::string received_bytes;
    Texts texts;
    core::Snapshot snapshot;
    /// Changes the processes before each sample. If empty, nothing changes.
    std::function<void(core::Snapshot&)> between_looks;
    json initialize_result;
    std::string output;
    bool reads = true;  ///< if false, its input piles up unread
    std::size_t unread_bytes = 0;
    bool paused = false;  ///< by the proxy
    bool input_closed = false;
    bool ended = false;                      ///< by the proxy
    std::optional<core::ProcessRef> dumped;  ///< the process that was asked for its stacks
    bool cache_is_bad = false;
    bool gone = false;
    std::optional<core::StartFault> cannot_start;  ///< the start fails with this fault
    std::optional<core::ExitStatus> exits;  ///< its exit status, once its output has been read

  private:
    void proceed();
    void handle(const Message& message);

    Script script_;
    Wire wire_;
    std::deque<Message> waiting_;
    std::deque<Message> aside_;  // hung requests that run beside the queue
    std::set<std::string, std::less<>> hangs_on_;
    std::map<std::string, std::string, std::less<>> refused_;
    std::map<std::string, json, std::less<>> results_;
    std::map<std::string, json> answers_;  // by the dumped id
    std::string awaited_;                  // the dumped id of a request that blocks the queue
    int next_pid_ = 0;
    std::size_t leader_at_ = 0;
};

}  // namespace scenario
