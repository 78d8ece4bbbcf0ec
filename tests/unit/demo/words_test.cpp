#include "demo/words.hpp"

#include "support/catch.hpp"

using demo::Json;
using demo::LogEvent;
using demo::words_for;
using Kind = demo::LogEvent::Kind;

namespace {

LogEvent event(Kind kind, std::string text, std::string name = "") {
    LogEvent event;
    event.kind = kind;
    event.generation = 2;
    event.text = std::move(text);
    event.name = std::move(name);
    return event;
}

}  // namespace

TEST_CASE("the log in words") {
    CHECK(words_for(event(Kind::kProcess, "")).empty());
    CHECK(words_for(event(Kind::kSpawn, "cache=start")) == "starts gopls, generation 2");
    CHECK(words_for(event(Kind::kSpawn, "cache=clean as standby")) ==
          "standby: a fresh gopls starts beside the stuck one with a clean cache, generation 2");
    CHECK(words_for(event(Kind::kSpawn, "cache=warm offline as standby")).find("network") !=
          std::string::npos);
    CHECK(words_for(event(Kind::kStall, "why", "stopped")) == "verdict: stopped; why");
    CHECK(words_for(event(Kind::kRemedy, "", "sigcont")).starts_with("remedy: SIGCONT"));
    CHECK(words_for(event(Kind::kRemedy, "", "unheard_of")) == "remedy: unheard_of");
    CHECK(words_for(event(Kind::kSwitch, "from generation 1 after 1.7 s")) ==
          "switch: generation 2 takes over from generation 1 after 1.7 s");
    CHECK(words_for(event(Kind::kGone, "0 processes left")) ==
          "generation 2 is gone, 0 processes left");
}

TEST_CASE("answers in words") {
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

TEST_CASE("the name of the server, with what there is of its version") {
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

TEST_CASE("several lines become one") {
    CHECK(demo::one_line("a\nb\n\n") == "a b");
    CHECK(demo::one_line("").empty());
}
