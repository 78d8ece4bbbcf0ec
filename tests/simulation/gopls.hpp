// A model of gopls in virtual time (docs/gopls-facts.md, "Queue"). It has one strictly serial
// queue, loads with a `go list` child, requests to the editor that block the queue, registrations,
// progress, diagnostics, and all faults that the simulation injects.
//
// The handling of a message is a list of acts, performed one after the other. A fault is an act in
// front of them. The model knows nothing of the proxy. Its output waits in `output` until the world
// delivers it.
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

/// The position of gopls relative to the spawned process.
enum class Place {
    kSpawned,       ///< the spawned process itself
    kBehindScript,  ///< a child of the spawned process
    kElsewhere,     ///< in no visible process tree; the spawned process is a carrier of bytes
};

/// State that all servers of a session share.
struct Surroundings {
    Place place = Place::kSpawned;
    bool network_silent = false;            ///< a `go list` that is not offline hangs
    bool calm = false;                      ///< no server misbehaves any longer
    std::map<std::uint64_t, int> executed;  ///< times it began, by number of the request
};

/// The kind of a child of gopls.
enum class Child { kNone, kGoList, kGoListSilent, kGoListStuck, kDriver, kAskpass };

/// One act of a server, which ends before the next one begins.
struct Act {
    enum class What { kCompute, kAsk, kSay };
    static constexpr Duration kForEver = Duration::max();

    What what = What::kSay;
    Duration takes{};  ///< kCompute
    bool works = false;
    Child child = Child::kNone;
    bool stubborn = false;     ///< the child ignores SIGINT
    bool gopls_works = false;  ///< gopls works beside the child
    int children = 1;          ///< number of children of this kind, which have to end together
    std::string body = {};     ///< the message; empty once it has been sent
    json id = {};              ///< kAsk: the act ends when this request is answered
    std::string method = {};
    /// A raw progress token. kAsk: progress may begin once it is created. kSay: the message is sent
    /// only if the progress has begun.
    std::string token = {};
    bool begins = false;         ///< kSay: begins the progress, if its token was created
    bool ends = false;           ///< kSay: ends the progress
    std::string registers = {};  ///< kAsk: id of a registration, live unless refused
    std::string uri = {};        ///< kSay: the document whose `finding` is published
    std::string finding = {};

    static Act compute(Duration takes, bool works) {
        return {.what = What::kCompute, .takes = takes, .works = works};
    }
    static Act say(std::string body) { return {.what = What::kSay, .body = std::move(body)}; }
};

/// The numbers of the messages of generation g begin at g times this.
constexpr std::uint64_t kNumbersEach = 1'000'000;

class Gopls {
  public:
    Gopls(const core::effect::Spawn& start, Choices choices, Surroundings& around, Time now);

    /// Receives a message. While the server does not read, the message waits.
    void receive(Message m, Time now);
    /// Runs the model until `now`.
    void advance(Time now);
    /// Returns the time of its next action.
    std::optional<Time> next_event() const;
    /// Returns its processes. The leader's CPU and the child's counters grow with work.
    core::Snapshot look() const;
    /// Returns the processes as the proxy sees them, with the script that started gopls.
    core::Snapshot seen() const;

    // Faults.
    /// Puts an act in front of the others, now or with the next message.
    void gets(Act act);
    void stops(bool stopped, Time now);
    /// Ends faults that others cause, and with `wakes` also those that would never end.
    void calms_down(bool wakes, Time now);
    void gets_signal(const core::effect::SignalProcesses& signal, Time now);
    /// The next reply is sent once, twice, late (after an error), or to an unknown request.
    enum class Reply { kOnce, kTwice, kLate, kToNothing };
    void next_reply(Reply how) { next_reply_ = how; }
    void says(std::string_view method, const json& params);
    void asks(std::string_view method, const json& params);
    void floods(std::size_t messages);
    /// Creates progress that begins after a delay and lasts for `takes`, independent of the queue.
    void works_aside(Duration begins_in, Duration takes);
    /// Asks the user a question, and cancels it after this time.
    void asks_for_a_while(Duration takes);
    /// The next notification starts a load beside the queue. Without `takes` the load never ends.
    void loads_beside_next(std::optional<Duration> takes, bool stubborn) {
        next_load_ = Beside{takes.value_or(Act::kForEver), takes.has_value(), stubborn};
    }
    /// The next pull for diagnostics is never answered.
    void next_pull_hangs() { next_pull_hangs_ = true; }
    /// Skips a time in which nothing ran.
    void skips(Duration gap);

    bool alive() const { return !ended && !exit_status; }
    bool reads() const { return !stopped_ && reads_input; }
    std::size_t unread_bytes() const { return unread_bytes_; }
    /// Returns whether it has nothing to do, now and after reading its input.
    bool idle() const;
    /// Returns whether a request beside the queue is unanswered.
    bool owes_aside() const;
    bool loads_beside() const { return beside_.has_value(); }
    /// Returns whether its current act never ends by itself.
    bool stuck() const;
    bool stopped() const { return stopped_; }
    /// Returns whether it has ever been stopped.
    bool was_stopped() const { return was_stopped_; }
    const std::vector<std::string>& said() const { return said_; }

    const core::effect::Spawn start;
    std::string output;
    Texts texts;                                   ///< as received
    std::map<std::string, std::string> published;  ///< newest finding, by URI
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
    std::optional<core::ExitStatus> exit_status;  ///< set once it has exited
    int told_of_files = 0;                        ///< didChangeWatchedFiles received

  private:
    /// A queued message, with the fingerprint of its document when it arrived.
    struct Queued {
        Message message;
        std::uint64_t text = 0;
    };
    /// A message that is sent at a fixed time, beside the queue.
    struct Aside {
        Time due;
        std::string body;
        std::string begun_token = {};  ///< raw token of progress that begins then
        std::string ended_token = {};  ///< raw token of progress that ends then
        enum class What { kSaid, kPull, kHungPull, kTests } what = What::kSaid;
    };
    /// A load beside the queue, with its own `go list`.
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
    std::deque<Act> acts_;      // acts of the current message
    std::optional<Act> fault_;  // for the next message
    std::vector<Aside> aside_;
    std::optional<Beside> next_load_;
    std::optional<Beside> beside_;
    bool next_pull_hangs_ = false;
    int loads_beside_ = 0;
    std::map<std::string, Announced> announced_;  // by dumped id of the request
    std::set<std::string> created_;               // raw tokens whose progress has not begun
    std::set<std::string> own_tokens_;            // raw tokens, its own or supplied by the editor
    std::set<std::string> cancelled_;             // dumped ids
    std::map<std::string, json> answers_;         // by dumped id of the request
    std::vector<std::string> said_;  // all messages that it wrote, in the order of their numbers
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
