// The invariants (docs/design.md, "Invariants"), checked on every message and after every turn.
//
// It sees what the models wrote and what arrived, and knows nothing of how the engine came to it.
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

    /// A message of the editor reaches the engine whole in the turn that comes.
    void delivered(Message m);
    /// So much of a server's output does; 0: something else happens.
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
    /// A file changes on disk, and nobody but the proxy will tell of it; `last` is the editor's
    /// last message.
    void disk_changes(std::uint64_t last) {
        disk_changed_after_ = last;
        know_of_disk_.clear();
    }
    /// The disk has not answered for so long that nobody has to wait for it.
    void disk_hangs(bool hangs) { disk_hangs_ = hangs; }
    /// Everything is at rest: what the editor shows and what the server has are the same.
    void at_rest() const;

    /// The log of the server says that it cannot do its work, though it lives.
    void may_be_replaced() { excused_ = true; }
    /// Nobody was there for so long: it counts for nothing.
    void slept(Duration gap);
    /// This server could not be started.
    void cannot_start(Generation generation, core::StartFault fault);
    /// Nobody can be put in the place of a server that is gone, or not any more.
    bool may_give_up(Time now) const;
    /// What a server writes from here on is none of its own.
    void garbled(Generation generation) { feeds_[generation].garbled = true; }

  private:
    /// What a server was told, what it said, and what was seen of it.
    struct Feed {
        std::optional<std::size_t> next;  ///< of `notifications_`; none before it is told any
        Texts texts;
        std::set<std::uint64_t> requests;
        std::size_t read_bytes = 0;  ///< of its output, by the engine
        std::size_t read_ends = 0;   ///< where the last whole message of these ended
        std::size_t read = 0;        ///< whole messages
        std::uint64_t last_passed = 0;
        int messages = 0;  ///< written to it since it was last looked at
        struct Command {
            core::ProcessRef ref;
            Duration cpu{};
            Time last_work{};
        };
        std::map<int, Command> commands;  ///< of the last look, by pid
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

    std::map<std::uint64_t, Message> sent_;  // of the editor, by number, as delivered
    std::set<std::string> opaque_;
    std::vector<std::uint64_t> notifications_;
    Texts texts_;
    std::set<std::string> edited_unopened_;       ///< canonical URIs
    std::set<std::string> open_requests_;         // dumped ids
    std::map<std::uint64_t, int> asked_servers_;  // how many, by number
    std::map<std::uint64_t, int> lost_before_;    // how many servers were gone as it was asked
    std::map<Generation, Feed> feeds_;
    std::map<Generation, Time> replaced_;
    bool retries_ = false;         ///< the next start is another try
    std::optional<Time> granted_;  ///< when that start was counted
    std::size_t failed_starts_ = 0;
    int lost_ = 0;
    int sleeps_ = 0;

    std::optional<std::uint64_t> disk_changed_after_;
    std::set<Generation> know_of_disk_;  ///< were told of the last change, or began after it
    bool disk_hangs_ = false;

    // Of this turn.
    Generation reading_ = 0;
    Generation active_before_ = 0;
    bool gate_was_open_ = false;
    bool was_offline_ = false;
    std::set<std::string> withheld_;
    std::vector<std::uint64_t> to_be_passed_;
    std::set<std::uint64_t> passed_;
    std::set<std::uint64_t> may_wait_;  ///< diagnostics, in the whole session
    std::vector<std::pair<AskedByEditor, Message>> errors_of_proxy_;

    bool excused_ = false;
    bool cannot_start_ = false;
    bool circuit_opened_ = false;  ///< ever
};

}  // namespace simulation
