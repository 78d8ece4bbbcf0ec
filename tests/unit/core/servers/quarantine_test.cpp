#include "core/servers/quarantine.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Quarantine;

namespace {

const std::string kKey = "/w/x.go";

struct Crashes : OneTurn {
    Crashes() { open("/w/x.go"); }

    void open(const std::string& path) {
        documents.notified(
            "textDocument/didOpen",
            json{{"textDocument",
                  {{"uri", "file://" + path}, {"languageId", "go"}, {"version", 1}, {"text", ""}}}}
                .dump(),
            1);
    }
    void close(const std::string& path) {
        documents.notified("textDocument/didClose",
                           json{{"textDocument", {{"uri", "file://" + path}}}}.dump(), 1);
    }
    bool crashed_on(const std::string& key = kKey) {
        return quarantine.crashed_on(key, documents, turn);
    }
    /// Returns whether an editor request about this document is held.
    bool holds(const std::string& uri) {
        return quarantine.holds(
            json{{"id", 1}, {"method", "m"}, {"params", {{"textDocument", {{"uri", uri}}}}}}.dump(),
            documents);
    }

    core::Documents documents;
    Quarantine quarantine;
};

}  // namespace

TEST_CASE("A document is quarantined once after the second crash on it") {
    Crashes c;
    CHECK_FALSE(c.crashed_on());
    CHECK_FALSE(c.quarantine.any());
    CHECK_FALSE(c.holds("file:///w/x.go"));
    CHECK(c.crashed_on());
    CHECK(c.quarantine.any());
    CHECK(c.documents.find(kKey)->quarantined);
    CHECK_FALSE(c.crashed_on());
}

TEST_CASE("Crashes further apart than the budget's period do not add up") {
    for (const bool within : {true, false}) {
        CAPTURE(within);
        Crashes c;
        CHECK_FALSE(c.crashed_on());
        c.pass(c.settings.budget.period - (within ? 1ns : 0ns));
        CHECK(c.crashed_on() == within);
    }
}

TEST_CASE("Crashes on different or unknown documents do not add up") {
    Crashes c;
    c.open("/w/other.go");
    CHECK_FALSE(c.crashed_on());
    CHECK_FALSE(c.crashed_on("/w/other.go"));
    CHECK_FALSE(c.crashed_on(""));
    CHECK_FALSE(c.crashed_on(""));
    CHECK_FALSE(c.quarantine.any());
    CHECK(c.crashed_on());  // other crashes in between do not matter
}

TEST_CASE("A closed document is not quarantined but its crash counts") {
    Crashes c;
    CHECK_FALSE(c.crashed_on());
    c.close("/w/x.go");
    CHECK_FALSE(c.crashed_on());
    CHECK_FALSE(c.quarantine.any());
    c.open("/w/x.go");
    CHECK(c.crashed_on());
}

TEST_CASE("Requests about a quarantined document are held until it is opened again") {
    Crashes c;
    c.open("/w/other.go");
    c.crashed_on();
    REQUIRE(c.crashed_on());
    CHECK(c.holds("file:///w/x.go"));
    CHECK(c.holds("file:///w/%78.go"));
    CHECK_FALSE(c.holds("file:///w/other.go"));
    CHECK_FALSE(c.quarantine.holds(R"({"id":1,"method":"m"})", c.documents));
    c.close("/w/x.go");
    CHECK_FALSE(c.holds("file:///w/x.go"));
    c.open("/w/x.go");
    CHECK_FALSE(c.holds("file:///w/x.go"));
    CHECK(c.quarantine.any());
}
