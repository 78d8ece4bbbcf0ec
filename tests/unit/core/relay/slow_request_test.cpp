#include "core/relay/slow_request.hpp"

#include "support/catch.hpp"
#include "unit/core/turn_support.hpp"

using namespace core_test;
using core::Outcome;
using core::Pending;
using core::Replied;
using core::TimeSpent;

TEST_CASE("subject_of reads the document and the position of a request") {
    struct {
        const char* params;
        const char *document, *position;
    } const rows[] = {
        {R"({"textDocument":{"uri":"file:///a.go"},"position":{"line":3,"character":14}})",
         "file:///a.go", "3:14"},
        {R"({"textDocument":{"uri":"file:///a.go"}})", "file:///a.go", ""},
        {R"({"textDocument":{"uri":"file:\/\/\/\u0061.go"}})", "file:///a.go", ""},
        {R"({"textDocument":{"uri":"ssh://me:secret@host/a.go"}})", "ssh://host/a.go", ""},
        {R"({"position":{"line":-1,"character":2}})", "", ""},
        {R"({"position":{"line":"\n","character":2}})", "", ""},
        {R"({"position":{"line":1}})", "", ""},
        {R"({"textDocument":{"uri":7},"position":[1,2]})", "", ""},
        {R"({})", "", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.params);
        const auto subject =
            core::subject_of(R"({"method":"m","params":)" + std::string(row.params) + "}");
        CHECK(subject.document == row.document);
        CHECK(subject.position == row.position);
    }
}

TEST_CASE("subject_of keeps the end of a long URI") {
    const std::string uri = "file:///" + std::string(300, 'x') + "/a.go";
    const auto subject =
        core::subject_of(json{{"params", {{"textDocument", {{"uri", uri}}}}}}.dump());
    CHECK(subject.document.size() == 120);
    CHECK(subject.document.ends_with("x/a.go"));
}

TEST_CASE("time_spent splits the time of a request") {
    struct Row {
        const char* what;
        Pending pending;
        Replied replied;
        TimeSpent spent;
    };
    const auto pending = [](core::Duration since, core::Generation generation,
                            core::Duration held = {}) {
        Pending p;
        p.generation = generation;
        p.received = kStart;
        p.since = kStart + since;
        p.held = held;
        return p;
    };
    const Row rows[] = {
        {"sent at once", pending(0s, 1), {kStart + 2s, kStart + 5s}, {0s, 2s, 3s, 0s}},
        {"held first", pending(1s, 1, 1s), {kStart + 2s, kStart + 5s}, {1s, 1s, 3s, 0s}},
        {"asked again",
         pending(4s, 2, 1s),
         {kStart + 4s, kStart + 5s, Outcome::kReissued},
         {1s, 0s, 1s, 3s}},
        {"never sent",
         pending(0s, 0),
         {kStart, kStart + 5s, Outcome::kCancelled, true},
         {5s, 0s, 0s, 0s}},
        {"lost with its gopls",
         pending(0s, 1),
         {kStart, kStart + 5s, Outcome::kLost, true},
         {0s, 0s, 0s, 5s}},
        {"given back, and not sent again",
         pending(3s, 0),
         {kStart, kStart + 5s, Outcome::kLost, true},
         {2s, 0s, 0s, 3s}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        const TimeSpent spent = core::time_spent(row.pending, row.replied);
        CHECK(spent.proxy == row.spent.proxy);
        CHECK(spent.queue == row.spent.queue);
        CHECK(spent.gopls == row.spent.gopls);
        CHECK(spent.earlier == row.spent.earlier);
        CHECK(spent.total() == 5s);
    }
}

TEST_CASE("slow_event leaves unknown fields out") {
    core::SlowRequest request{.method = "m",
                              .id = "7",
                              .trace = {1, 2},
                              .subject = {},
                              .spent = {.gopls = 2s},
                              .replied = {},
                              .head = {}};
    CHECK(core::to_text(core::slow_event(request, 1s)) ==
          "slow method=m id=7 trace=00000000000000010000000000000002 outcome=ok took=\"3.0 s\" "
          "queue=\"0 µs\" gopls=\"2.0 s\" proxy=\"0 µs\" editor=\"1.0 s\"");
    request.generation = 2;
    request.subject = {"file:///a.go", "1:2"};
    request.spent.earlier = 1s;
    request.head = "n";
    request.meanwhile = "used CPU";
    CHECK(core::to_text(core::slow_event(request, 0s)) ==
          "slow method=m id=7 trace=00000000000000010000000000000002 generation=2 "
          "document=\"file:///a.go\" position=\"1:2\" outcome=ok took=\"3.0 s\" queue=\"0 µs\" "
          "gopls=\"2.0 s\" proxy=\"0 µs\" earlier=\"1.0 s\" editor=\"0 µs\" head=n "
          "meanwhile=\"used CPU\"");
}
