#include "core/evidence/incident_journal.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Event;
using core::Incident;
using core::IncidentJournal;
using core::LogLevel;
using core::Verdict;

namespace {

const Verdict kStopped{core::verdict::Stopped{}};
const Verdict kDeadlocked{core::verdict::Deadlocked{}};

struct Journal : OneTurn {
    using OneTurn::OneTurn;

    void open(const Verdict& verdict = kStopped, core::Generation generation = 1,
              Incident::Scene scene = {}) {
        journal.open(generation, verdict, std::move(scene), turn);
    }
    /// Returns the incidents handed out in this turn.
    std::vector<json> documents() {
        std::vector<json> all;
        for (const auto* incident : effects<core::effect::Incident>()) {
            all.push_back(json::parse(incident->json));
        }
        return all;
    }
    /// Returns the incident handed out at the end of the turn, which must be exactly one.
    json at_end() {
        turn.out.begin_turn();
        journal.hand_out(turn);
        REQUIRE(documents().size() == 1);
        return documents()[0];
    }
    /// Returns whether nothing is handed out at the end of the turn.
    bool unchanged() {
        turn.out.begin_turn();
        journal.hand_out(turn);
        return documents().empty();
    }

    IncidentJournal journal;
};

Lines timeline(const json& document) {
    Lines events;
    for (const json& event : document.at("timeline")) events.push_back(event.at("what"));
    return events;
}

}  // namespace

TEST_CASE("A new incident is handed out at once and not again without changes") {
    Journal j;
    CHECK_FALSE(j.journal.is_open());
    CHECK_FALSE(j.journal.newest());
    j.open(kStopped, 3);
    CHECK(j.journal.is_open());
    const auto handed_out = j.effects<core::effect::Incident>();
    REQUIRE(handed_out.size() == 1);
    CHECK(handed_out[0]->number == 1);
    CHECK(handed_out[0]->generation == 3);
    CHECK(handed_out[0]->verdict == "stopped");
    CHECK(handed_out[0]->open);
    CHECK(j.documents()[0].at("outcome") == "open");
    CHECK(j.unchanged());
}

TEST_CASE("A verdict during an open incident becomes part of it") {
    Journal j;
    j.open();
    j.pass(1s);
    j.open(kDeadlocked, 2);
    CHECK(j.documents().empty());
    const json document = j.at_end();
    CHECK(document.at("number") == 1);
    CHECK(document.at("generation") == 1);
    CHECK(document.at("verdict") == "stopped");
    CHECK(timeline(document) == Lines{core::sentence(kStopped), core::sentence(kDeadlocked)});
}

TEST_CASE("Changes within a turn are handed out together at its end") {
    Journal j;
    j.open();
    j.pass(2s);
    j.journal.record({LogLevel::kInfo, Event::kNote, {}, "recorded"}, j.turn);
    j.journal.tried("continue", j.turn);
    j.journal.answered(j.turn);
    CHECK(j.documents().empty());
    const json document = j.at_end();
    CHECK(document.at("remedies") == json{"continue"});
    CHECK(document.at("seconds_to_answer") == 2.0);
    CHECK(timeline(document) ==
          Lines{core::sentence(kStopped), "note: recorded", "remedy: continue", "gopls goes on"});
    CHECK(j.unchanged());
}

TEST_CASE("Journal events reach the log with and without an incident") {
    Journal j;
    j.journal.record({LogLevel::kWarning, Event::kNote, {}, "before"}, j.turn);
    CHECK(j.logged() == Events{{LogLevel::kWarning, Event::kNote, {}, "before"}});
    CHECK(j.unchanged());
    j.open();
    j.journal.record({LogLevel::kError, Event::kNote, {}, "during"}, j.turn);
    CHECK(j.logged() == Events{{LogLevel::kError, Event::kNote, {}, "during"}});
    CHECK(timeline(j.at_end()).back() == "note: during");
    j.journal.close("recovered", j.turn);
    j.journal.record({LogLevel::kInfo, Event::kNote, {}, "after"}, j.turn);
    CHECK(j.logged() == Events{{LogLevel::kInfo, Event::kNote, {}, "after"}});
    CHECK(timeline(j.at_end()).back() == "outcome: recovered");
}

TEST_CASE("Without an open incident nothing is tried or closed") {
    Journal j;
    const bool closed = GENERATE(false, true);
    if (closed) {
        j.open();
        j.journal.close("averted", j.turn);
        CHECK(j.at_end().at("outcome") == "averted");
    }
    j.journal.tried("restart", j.turn);
    j.journal.close("recovered", j.turn);
    CHECK(j.unchanged());
    CHECK_FALSE(j.journal.is_open());
}

TEST_CASE("The first answer to a waiting request counts even after the close") {
    Journal j;
    j.journal.answered(j.turn);
    CHECK(j.unchanged());
    Verdict verdict = kDeadlocked;
    verdict.head.age = 5s;
    j.open(verdict);
    j.journal.close("replaced", j.turn);
    CHECK(j.at_end().at("seconds_to_answer").is_null());
    j.pass(1s);
    j.journal.answered(j.turn);
    CHECK(j.at_end().at("seconds_to_answer") == 6.0);
    j.pass(1s);
    j.journal.answered(j.turn);
    CHECK(j.unchanged());
}

TEST_CASE("The stacks of a server belong to its incident whether open or closed") {
    Journal j;
    j.journal.explained(1, "go_list", "it ran go list", j.turn);
    CHECK(j.logged() ==
          Events{{LogLevel::kInfo, Event::kStacks, {{"generation", 1}}, "it ran go list"}});
    CHECK(j.unchanged());
    j.open(kDeadlocked, 1);
    j.journal.close("replaced", j.turn);
    CHECK(j.at_end().at("stack_cause") == "");
    j.journal.explained(2, "idle", "it did nothing", j.turn);
    CHECK(j.logged() ==
          Events{{LogLevel::kInfo, Event::kStacks, {{"generation", 2}}, "it did nothing"}});
    CHECK(j.unchanged());
    j.journal.explained(1, "go_list", "it ran go list", j.turn);
    const json document = j.at_end();
    CHECK(document.at("stack_cause") == "go_list");
    CHECK(timeline(document).back() == "stacks: it ran go list");
}

TEST_CASE("A new incident after a close gets the next number") {
    Journal j;
    j.open();
    j.journal.close("recovered", j.turn);
    CHECK_FALSE(j.journal.is_open());
    REQUIRE(j.journal.newest());
    CHECK(j.journal.newest()->number() == 1);
    CHECK(j.at_end().at("outcome") == "recovered");
    CHECK_FALSE(j.effects<core::effect::Incident>()[0]->open);
    j.pass(1s);
    j.open(kDeadlocked, 2);
    CHECK(j.journal.is_open());
    REQUIRE(j.documents().size() == 1);
    CHECK(j.documents()[0].at("number") == 2);
    CHECK(timeline(j.documents()[0]) == Lines{core::sentence(kDeadlocked)});
}

TEST_CASE("An incident contains its scene and the messages before it") {
    for (const core::Mode mode : {core::Mode::kAct, core::Mode::kOff}) {
        CAPTURE(static_cast<int>(mode));
        core::Settings settings;
        settings.mode = mode;
        Journal j(settings);
        const std::string body = R"({"jsonrpc":"2.0","id":7,"method":"m"})";
        j.journal.message(2, lsp::peek(body), 100, j.turn);
        j.pass(2s);
        Incident::Scene scene;
        scene.waiting.push_back({"7", "m", 2s, {1, 2}});
        scene.open_documents = 4;
        j.open(kDeadlocked, 2, std::move(scene));
        REQUIRE(j.documents().size() == 1);
        CHECK(j.documents()[0].at("open_documents") == 4);
        CHECK(j.documents()[0].at("waiting_requests") ==
              json::array({{{"id", "7"},
                            {"method", "m"},
                            {"waited_seconds", 2.0},
                            {"trace_id", "00000000000000010000000000000002"}}}));
        const std::string& messages = j.effects<core::effect::Incident>()[0]->messages;
        if (mode == core::Mode::kOff) {
            CHECK(messages.empty());
            continue;
        }
        CHECK(
            json::parse(messages) ==
            json{{"at_seconds", -2.0}, {"from", 2}, {"method", "m"}, {"id", "7"}, {"bytes", 100}});
    }
}
