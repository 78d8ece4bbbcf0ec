// Tests that log events are written and read back.
#include "core/base/event.hpp"

#include <algorithm>
#include <random>
#include <set>

#include "support/catch.hpp"

using core::Event;
using core::Fields;
using core::LogLevel;
using namespace std::chrono_literals;

namespace {

std::string text_of(std::mt19937& random, std::string_view alphabet, std::size_t most) {
    std::string text(random() % (most + 1), ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    return text;
}

Event read(std::string_view line) {
    const auto event = core::read_event(line, LogLevel::kInfo);
    INFO(line);
    REQUIRE(event);
    return *event;
}

}  // namespace

TEST_CASE("to_text writes an event as name and fields and sentence") {
    struct Row {
        Event event;
        std::string line;
    };
    for (const Row& row : {
             Row{{LogLevel::kInfo, Event::kEditorClosed}, "editor_closed"},
             Row{{LogLevel::kInfo, Event::kEnded, {{"generation", 12}}}, "ended generation=12"},
             Row{{LogLevel::kInfo, Event::kReplacementPlanned, {{"in", 2400ms}}},
                 R"(replacement_planned in="2.4 s")"},
             Row{{LogLevel::kInfo, Event::kNote, {}, "a: \"b\" c=d"}, R"(note: a: "b" c=d)"},
             Row{{LogLevel::kWarning,
                  Event::kStall,
                  {{"generation", 3}, {"verdict", "deadlocked"}, {"head", "textDocument/hover"}},
                  "gopls is stuck"},
                 R"(stall generation=3 verdict=deadlocked head="textDocument/hover": )"
                 "gopls is stuck"},
             Row{{LogLevel::kInfo, Event::kReload, {{"path", "a \"b\"\\\n\t\x01"}}},
                 R"(reload path="a \"b\"\\\n\t\x01")"},
             Row{{LogLevel::kInfo, Event::kGopls, {{"arguments", ""}}}, R"(gopls arguments="")"},
         }) {
        CHECK(core::to_text(row.event) == row.line);
        CHECK(core::read_event(row.line, row.event.level) == row.event);
    }
}

TEST_CASE("A sentence may continue on the following lines") {
    const Event table{LogLevel::kInfo, Event::kTiming, {}, "\nmethod count\nhover 3"};
    CHECK(core::to_text(table) == "timing:\nmethod count\nhover 3");
    CHECK(read(core::to_text(table)) == Event{LogLevel::kInfo, Event::kTiming});
}

TEST_CASE("Event::value finds a field by its key") {
    const Event event = read("switch generation=2 from=1");
    CHECK(event.value("from") == "1");
    CHECK(event.value("after").empty());
}

TEST_CASE("read_event rejects other text") {
    for (const char* line : {
             "",
             " ",
             "unheard_of",
             "switched",
             "switch generation",
             "switch generation=",
             "switch  generation=2",
             "switch generation=2 ",
             "switch generation=\"2",
             R"(switch generation="\q")",
             R"(switch generation="\x0")",
             R"(switch generation="\xgg")",
             "switch generation=2:sentence",
             "switch=2",
             "switch, generation=2",
             "method   count queue p50",
         }) {
        INFO(line);
        CHECK_FALSE(core::read_event(line, LogLevel::kInfo));
    }
}

TEST_CASE("Event names are unique and names and keys are in snake_case") {
    const auto is_word_char = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    std::set<std::string_view> names;
    for (const core::EventKind& kind : core::event_kinds()) {
        INFO(kind.name);
        CHECK(names.insert(kind.name).second);
        CHECK(std::all_of(kind.name.begin(), kind.name.end(), is_word_char));
        CHECK(std::all_of(kind.fields.begin(), kind.fields.end(),
                          [&](char c) { return is_word_char(c) || c == ' '; }));
        CHECK_FALSE(kind.meaning.empty());
    }
    CHECK(core::name(Event::kStall) == "stall");
    CHECK(core::name(Event::kNote) == "note");
}

TEST_CASE("read_event restores any event that to_text wrote") {
    std::mt19937 random(1);
    std::string any(256, ' ');
    for (std::size_t i = 0; i < any.size(); ++i) any[i] = static_cast<char>(i);
    for (int i = 0; i < 5000; ++i) {
        Event event{LogLevel::kWarning,
                    static_cast<Event::Name>(random() % core::event_kinds().size())};
        for (auto left = random() % 4; left > 0; --left) {
            event.fields.emplace_back("key", text_of(random, i % 2 == 0 ? any : "ab \"\\:=\n", 6));
        }
        event.sentence = text_of(random, "ab \"\\:=", 6);
        INFO(core::to_text(event));
        REQUIRE(core::read_event(core::to_text(event), LogLevel::kWarning) == event);
    }
}

TEST_CASE("An event read from a damaged line is restored after writing") {
    const std::string line =
        R"(stall generation=3 verdict=deadlocked head="a \"b\" \x01" quiet="5.0 s": it: stands)";
    std::mt19937 random(1);
    for (int i = 0; i < 5000; ++i) {
        std::string damaged = line;
        for (auto left = 1 + random() % 3; left > 0; --left) {
            const std::size_t at = random() % damaged.size();
            if (random() % 2 == 0) {
                damaged[at] = " :=\"\\xn0"[random() % 8];
            } else {
                damaged.erase(at, random() % 3);
            }
        }
        INFO(damaged);
        const auto event = core::read_event(damaged, LogLevel::kInfo);
        if (event) REQUIRE(core::read_event(core::to_text(*event), LogLevel::kInfo) == event);
    }
}
