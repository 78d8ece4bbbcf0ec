// An incident: a verdict with its evidence, the remedies applied, and the outcome (docs/design.md,
// "Reports"). Values and their JSON. The shell writes it to disk.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/effect.hpp"
#include "core/base/trace_id.hpp"
#include "core/detect/snapshot.hpp"
#include "core/detect/verdict.hpp"

namespace core {

class Incident {
  public:
    /// Version of the JSON: increased whenever a field changes its meaning or is removed.
    static constexpr int kSchema = 1;

    /// An unanswered request of the editor.
    struct Waiting {
        std::string id;  ///< raw
        std::string_view method;
        Duration waited{};
        TraceId trace = {};
    };
    /// The situation when it began.
    struct Scene {
        const Snapshot* processes = nullptr;
        std::vector<Waiting> waiting;
        std::size_t open_documents = 0;
        std::string messages;  ///< RecentMessages::json_lines
    };

    /// `number` counts the incidents of this session from 1.
    Incident(int number, Generation generation, Verdict verdict, Scene scene, Time now);

    int number() const { return number_; }
    /// Returns the affected server.
    Generation generation() const { return generation_; }
    Time began() const { return began_; }
    bool open() const { return outcome_.empty(); }
    const Verdict& verdict() const { return verdict_; }

    void happened(Time now, std::string what);
    void tried(Time now, std::string_view remedy);
    /// Records the outcome: `recovered`, `averted`, `replaced`, `gave_up`, `session_ended`,
    /// `asked`. Only the first one counts.
    void ended(Time now, std::string_view outcome);
    /// Records the first answer to a request that had been waiting, and returns the time since the
    /// stall began. Nothing for later answers.
    std::optional<Duration> answered(Time now);

    /// Records the cause that its goroutines showed when it was ended (core/evidence/stack_cause).
    void explained(Time now, std::string cause, const std::string& sentence);

    /// Returns the effect that saves the whole incident as it is now.
    effect::Incident effect() const;

  private:
    struct Event {
        Time at;
        std::string what;
    };
    double since_stall(Time at) const { return seconds(at - stalled_since_); }

    int number_;
    Generation generation_;
    Verdict verdict_;
    Time stalled_since_;
    Time began_;
    nlohmann::ordered_json processes_;
    nlohmann::ordered_json waiting_;
    std::size_t open_documents_;
    std::string messages_;
    std::vector<Event> timeline_;
    std::vector<std::string> remedies_;
    std::string outcome_;
    std::string stack_cause_;
    std::optional<Time> answered_;
};

}  // namespace core
