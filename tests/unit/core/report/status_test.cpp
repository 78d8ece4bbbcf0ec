#include "core/report/status.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;
using core::Status;
using State = core::Status::State;

namespace {

/// Returns the status of a session in which gopls has nothing to do.
Status healthy() {
    Status status;
    status.running = true;
    status.active = Status::Server{};
    status.active->generation = 1;
    status.active->phase = "ready";
    status.active->age = 90s;
    return status;
}

}  // namespace

TEST_CASE("Status names the most important state first") {
    Status status = healthy();
    CHECK(status.state() == State::kHealthy);
    CHECK(status.summary() == "gopls works: nothing waits for it.");
    status.active->head = Status::Head{"textDocument/hover", 300ms, 200ms};
    CHECK(status.summary() == "gopls has been working on textDocument/hover for 300 ms.");
    status.active->head = Status::Head{"textDocument/hover", 4s, 3s};
    CHECK(status.state() == State::kQuiet);
    CHECK(status.summary() ==
          "gopls has had textDocument/hover for 4.0 s and shown no sign of work for 3.0 s.");
    status.active->head = Status::Head{"textDocument/hover", 300ms, 200ms};

    status.active->phase = "loading";
    CHECK(status.state() == State::kLoading);
    CHECK(status.summary() ==
          "gopls has been loading the workspace for 90.0 s, and has been working on "
          "textDocument/hover for 300 ms.");

    status.active->stall = Status::Stall{core::VerdictKind::kDeadlocked, "gopls is stuck"};
    CHECK(status.state() == State::kStuck);
    CHECK(status.summary() == "gopls is stuck.");
    status.standby = Status::Server{};
    CHECK(status.summary() == "gopls is stuck. A fresh gopls is being prepared.");
    status.circuit_open = true;
    CHECK(status.summary().ends_with("The budget of replacements is used up."));

    status.active.reset();
    CHECK(status.state() == State::kReplacing);
    status.running = false;
    CHECK(status.state() == State::kNew);
    status.mode = core::Mode::kOff;
    CHECK(status.state() == State::kOff);
    status.ended = true;
    CHECK(status.state() == State::kEnded);
}

TEST_CASE("Status lists the busiest methods first, with percentiles in seconds") {
    Status status = healthy();
    const auto answered = [&](const char* method, int times, core::Duration after) {
        for (int i = 0; i < times; ++i) status.metrics.method(method).total.record(after);
    };
    answered("textDocument/hover", 2, 10ms);
    answered("textDocument/definition", 3, 2s);
    status.metrics.method("textDocument/didOpen");  // has no reply
    const auto methods = to_json(status).at("methods");
    REQUIRE(methods.size() == 2);
    CHECK(methods[0].at("method") == "textDocument/definition");
    CHECK(methods[0].at("count") == 3);
    CHECK(methods[0].at("max_seconds") == 2.0);
    CHECK(methods[1].at("p50_seconds") == 0.01);
    ++status.metrics.method("textDocument/references").slow;  // and waits
    CHECK(to_json(status).at("methods")[2].at("slow") == 1);
}

TEST_CASE("Status shows an id that is not JSON as text") {
    Status status = healthy();
    status.waiting = {{"7", "textDocument/hover", 1s, 1},
                      {R"("x")", "textDocument/hover", 1s, 1},
                      {"\xff", "textDocument/hover", 1s, 0}};
    const auto waiting = to_json(status).at("waiting");
    CHECK(waiting[0].at("id") == 7);
    CHECK(waiting[1].at("id") == "x");
    CHECK(waiting[2].at("id") == "\xff");
}
