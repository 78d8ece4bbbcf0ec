// The oracle. It checks the invariants (docs/design.md, "Invariants") on every message and after
// every turn.
//
// It sees the messages that the models send and receive, and knows nothing of the engine's reasons.
// A breach is thrown as a Violation.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/engine.hpp"
#include "simulation/editor.hpp"
#include "simulation/gopls.hpp"
#include "simulation/statistics.hpp"

namespace simulation {

using Servers = std::map<Generation, std::unique_ptr<Gopls>>;

class Oracle {
  public:
    Oracle(const core::Engine& engine, const Editor& editor, const Servers& servers,
           const core::Settings& settings, const Surroundings& around, Statistics& statistics)
        : engine_(engine),
          editor_(editor),
          servers_(servers),
          settings_(settings),
          around_(around),
          statistics_(statistics) {}

    /// Records a message of the editor that the engine has taken.
    void delivered(Message m);
    /// Begins a turn in which the engine reads these bytes of a server; 0 for other turns.
    void turn_begins(Generation reads_from, std::size_t bytes);
    void to_server(Generation generation, const Message& m);
    void to_editor(const Message& m);
    void spawned(const core::effect::Spawn& spawn, Time now);
    void ends(Generation generation, Time now);
    void signalled(const core::effect::SignalProcesses& signal, Time now);
    void looked(Generation generation, const core::Snapshot& snapshot, Time now);
    void replied_by_proxy(const AskedByEditor& asked, const Message& m);
    void replied() { ++statistics_.replies; }
    void turn_over(bool session_ended);
    /// A file changes on disk, and only the proxy can report it. `last` is the number of the
    /// editor's last message.
    void disk_changes(std::uint64_t last) {
        disk_changed_after_ = last;
        know_of_disk_.clear();
    }
    /// The disk has not answered for so long that messages need not wait for it.
    void disk_hangs(bool hangs) { disk_hangs_ = hangs; }
    /// Checks that the editor and the server have the same state once everything is at rest.
    void at_rest() const;

    /// The server's log has reported a fault, so that a living server may be replaced.
    void may_be_replaced() { excused_ = true; }
    /// In this turn, a program may have a living server ended, unless it is known to be elsewhere.
    void parks(bool in_this_turn) {
        const core::Server* active = engine_.active();
        parks_ = in_this_turn && active && active->place != core::Server::Place::kElsewhere;
    }
    /// Nothing was sampled for this time, which does not count.
    void slept(Duration gap);
    /// This server could not be started.
    void cannot_start(Generation generation, core::StartFault fault);
    /// Returns whether the proxy may leave a dead server unreplaced and give up.
    bool may_give_up(Time now) const;
    /// From here on the output of this server is garbage.
    void garbled(Generation generation) { feeds_[generation].garbled = true; }

  private:
    /// The messages to and from one server, and its samples.
    struct Feed {
        std::optional<std::size_t> next;  ///< index in `notifications_`; none before the first
        Texts texts;
        std::set<std::uint64_t> requests;
        std::size_t read_bytes = 0;  ///< bytes of its output that the engine has read
        std::size_t read_ends = 0;   ///< end of the last whole message among these
        std::size_t read = 0;        ///< whole messages read
        std::uint64_t last_passed = 0;
        int messages = 0;  ///< written to it since the last sample
        struct Command {
            core::ProcessRef ref;
            Duration cpu{};
            Time last_work{};
        };
        std::map<int, Command> commands;  ///< of the last sample, by pid
        core::Snapshot last_look;
        Time looked_at{};
        Time last_work{};
        bool garbled = false;
    };
    void read(Generation generation, std::size_t bytes);
    void own_message(Feed& feed, Generation generation, const Message& m);
    void notification_fed(Feed& feed, const Message& m);
    void request_fed(Feed& feed, const Message& m);
    void passed_on(const Message& m);
    void suspected(const Gopls& active, Time now) const;
    bool has_hung_command(const Feed& feed, Time now) const;
    void check_error(const AskedByEditor& asked, const Message& m) const;
    void check_alive(bool session_ended) const;
    bool diagnoses_old_view(Generation generation) const;
    void check_passed() const;
    void check_feeds();
    void check_texts();
    void skip_to(Feed& feed, std::size_t index, const Message& at);
    bool follows(Feed& feed, const Message& m);
    bool may_miss(std::uint64_t n) const;
    const core::Document* document_of(const std::string& uri) const;
    const Message& sent(std::uint64_t n) const;

    const core::Engine& engine_;
    const Editor& editor_;
    const Servers& servers_;
    const core::Settings& settings_;
    const Surroundings& around_;
    Statistics& statistics_;

    std::map<std::uint64_t, Message> sent_;  // the editor's, by number, as delivered
    std::set<std::string> opaque_;
    std::vector<std::uint64_t> notifications_;
    Texts texts_;
    std::set<std::string> edited_unopened_;       ///< canonical URIs
    std::set<std::string> open_requests_;         // dumped ids
    std::set<std::string> open_proxy_commands_;   // of these, commands of the proxy itself
    std::map<std::uint64_t, int> asked_servers_;  // number of servers, by number of the request
    std::map<std::uint64_t, int> lost_before_;    // servers lost before the request, by its number
    std::map<Generation, Feed> feeds_;
    std::map<Generation, Time> replaced_;
    bool retries_ = false;         ///< the next start is a retry
    std::optional<Time> granted_;  ///< when the retried start was counted
    std::size_t failed_starts_ = 0;
    int lost_ = 0;
    int sleeps_ = 0;

    std::optional<std::uint64_t> disk_changed_after_;
    std::set<Generation> know_of_disk_;  ///< received the last change, or started after it
    bool disk_hangs_ = false;

    // State of this turn.
    Generation reading_ = 0;
    Generation active_before_ = 0;
    bool gate_was_open_ = false;
    bool was_offline_ = false;
    std::set<std::string> withheld_;
    std::vector<std::uint64_t> to_be_passed_;
    std::set<std::uint64_t> passed_;
    std::set<std::uint64_t> may_wait_;  ///< diagnostics not due at once, in the whole session
    std::vector<std::pair<AskedByEditor, Message>> errors_of_proxy_;

    bool excused_ = false;
    bool parks_ = false;
    bool cannot_start_ = false;
    bool circuit_opened_ = false;  ///< has ever opened
};

}  // namespace simulation
