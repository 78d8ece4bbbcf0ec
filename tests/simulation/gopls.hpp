// A model of gopls in virtual time (docs/gopls-facts.md, "Queue"): one strictly serial queue, loads
// with a `go list` child, questions to the editor that it waits for, registrations, progress,
// diagnostics, and every way to misbehave that the simulation injects.
//
// What it handles is a list of acts, one after the other; a fault is an act put in front. It knows
// nothing of the proxy. What it writes waits in `output` until the world delivers it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/engine.hpp"
#include "simulation/choices.hpp"
#include "simulation/message.hpp"
#include "simulation/texts.hpp"

namespace simulation {

using core::Generation;

/// Where gopls stands in what is started for it.
enum class Place {
    kSpawned,       ///< it is that itself
    kBehindScript,  ///< a child of it
    kElsewhere,     ///< in no tree that can be seen: what is started only carries bytes
};

/// What all servers of a session live in.
struct Surroundings {
    Place place = Place::kSpawned;
    bool network_silent = false;  ///< a `go list` that is not offline waits on it for ever
    bool calm = false;            ///< no server does anything out of the ordinary any more
    std::map<std::uint64_t, int> executed;  ///< commands that began, by the number of the request
};

/// What a child of gopls is and waits for, if there is one.
enum class Child { kNone, kGoList, kGoListSilent, kGoListStuck, kDriver, kAskpass };

/// One thing that a server does before it does the next.
struct Act {
    enum class What { kCompute, kAsk, kSay };
    static constexpr Duration kForEver = Duration::max();

    What what = What::kSay;
    Duration takes{};  ///< kCompute
    bool works = false;
    Child child = Child::kNone;
    bool stubborn = false;     ///< the child ignores SIGINT
    bool gopls_works = false;  ///< beside the child, at something else
    int children = 1;          ///< so many of that kind, which have to end together
    std::string body = {};     ///< what is said or asked; empty once it has been
    json id = {};              ///< kAsk: goes on when this is answered
    std::string method = {};
    /// Of progress, raw. kAsk: begins if it is created. kSay: is said if it has begun.
    std::string token = {};
    bool begins = false;         ///< kSay: it begins, if it was created
    bool ends = false;           ///< kSay: and is over then
    std::string registers = {};  ///< kAsk: the id of a registration, unless it is refused
    std::string uri = {};        ///< kSay: of the document that it publishes `finding` of
    std::string finding = {};

    static Act compute(Duration takes, bool works) {
        return {.what = What::kCompute, .takes = takes, .works = works};
    }
    static Act say(std::string body) { return {.what = What::kSay, .body = std::move(body)}; }
};

/// Numbers of the messages of generation g begin at g times this.
constexpr std::uint64_t kNumbersEach = 1'000'000;

class Gopls {
  public:
    Gopls(const core::effect::Spawn& start, Choices choices, Surroundings& around, Time now);

    /// What came in, in order. While it does not read, it waits.
    void receive(Message m, Time now);
    /// Lives up to `now`.
    void advance(Time now);
    /// When it will do something by itself.
    std::optional<Time> next_event() const;
    /// Its processes; the leader's CPU and the child's counters grow with work.
    core::Snapshot look() const;
    /// The same as it is seen from outside, with what it was started by.
    core::Snapshot seen() const;

    // Faults.
    /// Put in front of what it does, now or with the next message.
    void gets(Act act);
    void stops(bool stopped, Time now);
    /// What it waits for comes; if `wakes`, what it does not get over by itself ends too.
    void calms_down(bool wakes, Time now);
    void gets_signal(const core::effect::SignalProcesses& signal, Time now);
    /// The next replies come twice, late (behind an error), or to nothing.
    enum class Reply { kOnce, kTwice, kLate, kToNothing };
    void next_reply(Reply how) { next_reply_ = how; }
    void says(std::string_view method, const json& params);
    void asks(std::string_view method, const json& params);
    void floods(std::size_t messages);
    /// Shows progress for so long, some time after it was created, whatever is in its queue.
    void works_aside(Duration begins_in, Duration takes);
    /// Asks a person, and takes the question back after so long.
    void asks_for_a_while(Duration takes);
    /// The next notification leads to a load beside the queue; without `takes` it never ends.
    void loads_beside_next(std::optional<Duration> takes, bool stubborn) {
        next_load_ = Beside{takes.value_or(Act::kForEver), takes.has_value(), stubborn};
    }
    /// The next pull for diagnostics is never answered.
    void next_pull_hangs() { next_pull_hangs_ = true; }
    /// Nobody lived for so long, it neither.
    void skips(Duration gap);

    bool alive() const { return !ended && !exit_status; }
    bool reads() const { return !stopped_ && reads_input; }
    std::size_t unread_bytes() const { return unread_bytes_; }
    /// Nothing is to be done, and nothing will be once it reads what waits for it.
    bool idle() const;
    /// Somebody waits for what runs beside the queue.
    bool owes_aside() const;
    bool loads_beside() const { return beside_.has_value(); }
    /// Its head will not end by itself.
    bool stuck() const;
    bool stopped() const { return stopped_; }
    /// Ever.
    bool was_stopped() const { return was_stopped_; }
    const std::vector<std::string>& said() const { return said_; }

    const core::effect::Spawn start;
    std::string output;
    Texts texts;                                   ///< as received
    std::map<std::string, std::string> published;  ///< its newest finding, by URI
    std::map<std::string, json> registrations;     ///< live, by id
    std::set<std::string> progress_open;           ///< raw tokens
    std::vector<json> folders;
    json settings;
    std::string trace = "off";
    bool reads_input = true;
    bool keeps_stopped = false;
    bool initialized = false;
    bool ended = false;                           ///< by the proxy
    bool input_closed = false;                    ///< by the proxy
    std::optional<core::ExitStatus> exit_status;  ///< it has left, with this
    int told_of_files = 0;                        ///< didChangeWatchedFiles received

  private:
    /// A message that waits for its turn, and the text it is about as it came.
    struct Queued {
        Message message;
        std::uint64_t text = 0;
    };
    /// What is said at its time, beside the queue.
    struct Aside {
        Time due;
        std::string body;
        std::string begun_token = {};  ///< of progress that begins then, raw
        std::string ended_token = {};  ///< of progress that is over then, raw
        enum class What { kSaid, kPull, kHungPull, kTests } what = What::kSaid;
    };
    /// A load beside the queue, with a `go list` of its own.
    struct Beside {
        Duration takes{};
        bool works = false;
        bool stubborn = false;
        int pid = 0;
        Time due{};
        Duration cpu{};
    };
    void pulled(const Message& m);
    void live_aside(Time now);
    std::vector<int> child_pids() const;
    /// Progress that begins some time after the editor has created its token.
    struct Announced {
        json token;
        Duration begins_in;
        Duration takes;
    };
    void take(const Message& m);
    void answered(const Message& m);
    void cancel(const json& id);
    void begin_request(const Message& m, std::uint64_t text);
    void begin_notification(const Message& m);
    void load();
    void run_command(const Message& m);
    void work_shown(const json& token);
    json new_token();
    void publish(const std::string& uri, const std::string& finding);
    void register_watching();
    void add(Act act) { acts_.push_back(std::move(act)); }
    void ask(std::string_view method, const json& params, std::string token = {});
    bool perform(Act& act, Time now);
    void reply_to(const Message& m, const json& result);
    void write(std::string_view body);

    Choices choices_;
    Surroundings& around_;
    std::deque<Message> unread_;
    std::size_t unread_bytes_ = 0;
    std::deque<Queued> queue_;
    std::deque<Act> acts_;      // of the message at hand
    std::optional<Act> fault_;  // for the next message
    std::vector<Aside> aside_;
    std::optional<Beside> next_load_;
    std::optional<Beside> beside_;
    bool next_pull_hangs_ = false;
    int loads_beside_ = 0;
    std::map<std::string, Announced> announced_;  // by the dumped id of the question
    std::set<std::string> created_;               // raw tokens of progress that has not begun
    std::set<std::string> own_tokens_;            // raw, created or given by the editor
    std::set<std::string> cancelled_;             // ids, dumped
    std::map<std::string, json> answers_;         // by the dumped id of the question
    std::vector<std::string> said_;  // every message that it wrote, in the order of its numbers
    Reply next_reply_ = Reply::kOnce;
    Time lived_;
    std::optional<Time> act_began_;
    bool stopped_ = false;
    bool was_stopped_ = false;
    bool greeted_ = false;
    int loads_ = 0;
    int asked_ = 0;
    int tokens_ = 0;
    int children_ = 0;
    Duration cpu_{};
    Duration child_cpu_{};
    std::uint64_t read_bytes_ = 0;
    std::size_t watch_registrations_ = 0;
};

}  // namespace simulation
