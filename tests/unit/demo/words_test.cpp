#include "demo/words.hpp"

#include "support/catch.hpp"

using core::Event;
using demo::Json;
using demo::words_for;

namespace {

std::string told(Event::Name name, core::Fields fields, std::string sentence = "") {
    fields.emplace_back("generation", 2);
    return words_for(Event{core::LogLevel::kInfo, name, std::move(fields), std::move(sentence)});
}

}  // namespace

TEST_CASE("words_for describes the events of the log") {
    CHECK(told(Event::kProcess, {}).empty());
    CHECK(told(Event::kSpawn, {{"cache", "start"}}) == "starts gopls, generation 2");
    CHECK(told(Event::kSpawn, {{"cache", "clean"}, {"role", "standby"}}) ==
          "starts a fresh gopls as a standby with a clean cache, generation 2");
    CHECK(told(Event::kSpawn, {{"network", "offline"}}) ==
          "starts gopls without network, generation 2");
    CHECK(told(Event::kInitialized, {{"after", "240 ms"}}) ==
          "generation 2 is initialized after 240 ms");
    CHECK(told(Event::kLoaded, {{"after", "310 ms"}}) ==
          "generation 2 has loaded the module, 310 ms after its start");
    CHECK(told(Event::kWaiting, {{"method", "m"}, {"id", 3}, {"waited", "151 ms"}}) ==
          "waiting: m id=3 has waited for 151 ms");
    CHECK(told(Event::kWaiting, {{"method", "m"},
                                 {"id", 3},
                                 {"waited", "151 ms"},
                                 {"head", "n"},
                                 {"work", "it ran"}}) ==
          "waiting: m id=3 has waited for 151 ms; first in gopls's queue: n (last work: it ran)");
    CHECK(told(Event::kStall, {{"verdict", "stopped"}}, "why") == "verdict: stopped; why");
    CHECK(told(Event::kRemedy, {{"remedy", "sigcont"}}).starts_with("remedy: SIGCONT"));
    CHECK(told(Event::kRemedy, {{"remedy", "unheard_of"}}) == "remedy: unheard_of");
    CHECK(told(Event::kRecovered, {{"from", "stopped"}, {"after", "2.2 s"}}) ==
          "generation 2 works again, recovered from stopped after 2.2 s");
    CHECK(told(Event::kStandbyDropped, {}, "averted") ==
          "drops the standby, generation 2: averted");
    CHECK(told(Event::kSwitch, {{"from", 1}, {"after", "1.7 s"}}) ==
          "switch: generation 2 takes over from generation 1 after 1.7 s");
    CHECK(told(Event::kSwitch, {}) == "switch: generation 2 takes over");
    CHECK(told(Event::kGone, {{"left", 0}}) == "generation 2 has ended; processes left: 0");
}

TEST_CASE("evidence_in describes the evidence of a verdict") {
    const Event stopped{core::LogLevel::kWarning,
                        Event::kStall,
                        {{"head", "textDocument/definition"},
                         {"head_age", "2.2 s"},
                         {"quiet", "2.0 s"},
                         {"work", "gopls ran for 13 ms"},
                         {"pid", 30085}}};
    CHECK(demo::evidence_in(stopped) ==
          "first in its queue: textDocument/definition, for 2.2 s, no work for 2.0 s, last work: "
          "gopls ran for 13 ms");
    CHECK(demo::evidence_in({core::LogLevel::kWarning, Event::kStall}).empty());
}

TEST_CASE("words_for describes replies") {
    const Json place{{"uri", "file:///m/main.go"}, {"range", {{"start", {{"line", 6U}}}}}};
    CHECK(words_for("textDocument/definition", Json::array({place})) == "main.go:7");
    CHECK(words_for("textDocument/definition", Json()) == "nowhere");
    CHECK(words_for("textDocument/references", Json::array({place})) == "1 place");
    CHECK(words_for("textDocument/references", Json::array({place, place})) == "2 places");
    CHECK(words_for("textDocument/documentSymbol", Json::array()) == "0 functions");
    CHECK(words_for("textDocument/hover", Json()) == "nothing");
    CHECK(words_for("textDocument/hover", Json{{"contents", "x"}}) != "nothing");
    CHECK(words_for("shutdown", Json()).empty());
    CHECK(demo::plain_name("textDocument/documentSymbol") == "symbols");
    CHECK(demo::plain_name("initialize") == "initialize");
}

TEST_CASE("server_name includes the known versions") {
    const auto named = [](const Json& version) {
        return demo::server_name({{"serverInfo", {{"name", "gopls"}, {"version", version}}}});
    };
    CHECK(named(R"({"GoVersion":"go1.26.8","Main":{"Version":"v0.23.0"}})") ==
          "gopls v0.23.0, built by go1.26.8");
    CHECK(named("v1") == "gopls v1");
    CHECK(named("{}") == "gopls");
    CHECK(named(7) == "gopls");
    CHECK(demo::server_name(Json()) == "the server");
}

TEST_CASE("one_line joins several lines") {
    CHECK(demo::one_line("a\nb\n\n") == "a b");
    CHECK(demo::one_line("").empty());
}
