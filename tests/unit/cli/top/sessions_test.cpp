#include "cli/top/sessions.hpp"

#include "cli/top/order.hpp"
#include "support/catch.hpp"
#include "unit/cli/top/documents.hpp"

using cli::top::Column;
using cli::top::Row;
using top_test::Answers;
using top_test::Json;

namespace {

std::vector<int> pids_by(const Answers& answers, Column column, bool reversed = false) {
    auto rows = answers.sessions.rows();
    cli::top::sort(rows, {column, reversed});
    std::vector<int> pids;
    for (const Row* row : rows) pids.push_back(row->pid);
    return pids;
}

}  // namespace

TEST_CASE("CPU is what the processes used between two answers") {
    Answers answers;
    Json status = top_test::healthy(100, "/home/me/app");
    answers.give(status);
    REQUIRE(answers.sessions.find(100) != nullptr);
    CHECK_FALSE(answers.sessions.find(100)->figures.cpu);
    status["processes"][0]["cpu_seconds"] = 10.5;
    status["processes"].push_back(top_test::process(150, 101, "go", 0.25, 100));
    // A process that is new to us but old, as after a change of its parent, has used nothing yet.
    status["processes"].push_back(top_test::process(160, 101, "go", 90, 100));
    answers.give(status);
    const Row& row = *answers.sessions.find(100);
    CHECK(row.figures.cpu.value() == Approx(0.75));
    CHECK(row.figures.memory_bytes.value() == Approx(500.0 * (1 << 20)));
    REQUIRE(row.figures.processes.size() == 3);
    CHECK(row.figures.processes[1].branch == "├─ ");
    CHECK(row.figures.processes[1].cpu.value() == Approx(0.25));
    CHECK(row.figures.processes[1].command == "go serve");
    CHECK_FALSE(row.figures.processes[2].cpu);
    CHECK(row.editor == "Neovim 0.11");
    CHECK(row.workspace == "~/app");
}

TEST_CASE("The p99 of a session is that of its recent requests") {
    Json status = Json::parse(R"({"recent": {"requests": 4, "p99_seconds": 0.048},
        "methods": [{"method": "m", "count": 1, "p50_seconds": 9, "p99_seconds": 9,
                     "max_seconds": 9}]})");
    CHECK(cli::top::p99_of(status).value() == Approx(0.048));
    status["recent"]["requests"] = 0;
    CHECK_FALSE(cli::top::p99_of(status));
}

TEST_CASE("From an older proxy the p99 is that of all requests but initialize") {
    Json status = top_test::healthy(1, "/");
    CHECK(cli::top::p99_of(status).value() == Approx(0.012));
    // One in a thousand requests does not count, ten in a hundred do.
    status["methods"] = {top_test::method("initialize", 1, 9, 9, 9),
                         top_test::method("textDocument/hover", 1000, 0.003, 0.01, 0.02),
                         top_test::method("textDocument/rename", 1, 5, 5, 5)};
    CHECK(cli::top::p99_of(status).value() == Approx(0.02));
    status["methods"][2]["count"] = 100;
    CHECK(cli::top::p99_of(status).value() == Approx(5));
    status["methods"] = {top_test::method("initialize", 1, 9, 9, 9)};
    CHECK_FALSE(cli::top::p99_of(status));
}

TEST_CASE("A session that does not answer keeps its figures and says why") {
    Answers answers;
    answers.give(top_test::healthy(100, "/home/me/app"));
    const auto& socket = answers.sockets()[0];
    using namespace std::chrono_literals;
    CHECK(answers.sessions.ask(answers.sockets(), answers.now() + 1s).size() == 1);
    // It is asked again only when it has answered.
    CHECK(answers.sessions.ask(answers.sockets(), answers.now() + 2s).empty());
    CHECK(answers.sessions.find(100)->figures.state == "healthy");
    CHECK(answers.sessions.ask(answers.sockets(), answers.now() + 3s).empty());
    CHECK(answers.sessions.find(100)->figures.state == cli::top::kNoAnswer);
    CHECK(answers.sessions.find(100)->problem == "The proxy has not answered for 2.0 s.");
    CHECK(answers.sessions.find(100)->workspace == "~/app");
    answers.sessions.answered(
        socket, cli::Session{100, socket, app::control::Refusal{"no_answer", "it hangs"}},
        answers.now() + 4s);
    CHECK(answers.sessions.find(100)->problem == "No answer from the proxy: it hangs");
    answers.give(top_test::healthy(100, "/home/me/app"));
    CHECK(answers.sessions.find(100)->figures.state == "healthy");
    CHECK(answers.sessions.find(100)->problem.empty());

    SECTION("and leaves the screen when it ends") {
        answers.sessions.answered(socket, std::nullopt, answers.now());
        CHECK(answers.sessions.rows().empty());
    }
    SECTION("also when only its socket is gone") {
        answers.sessions.ask({}, answers.now());
        CHECK(answers.sessions.rows().empty());
    }
}

TEST_CASE("Sessions are sorted by the worst, the largest, or the first") {
    Answers answers;
    for (int i = 0; i < 2; ++i) {
        Json busy = top_test::healthy(100, "/b");
        busy["processes"][0]["cpu_seconds"] = 10 + i;
        answers.give(busy);
        answers.give(top_test::stuck(200, "/c"));
        Json quick = top_test::healthy(300, "/a");
        quick["methods"] = Json::array();
        answers.give(quick);
    }
    CHECK(pids_by(answers, Column::kState) == std::vector<int>{200, 100, 300});
    CHECK(pids_by(answers, Column::kMemory) == std::vector<int>{200, 100, 300});
    CHECK(pids_by(answers, Column::kCpu) == std::vector<int>{100, 200, 300});
    CHECK(pids_by(answers, Column::kWaiting) == std::vector<int>{200, 100, 300});
    CHECK(pids_by(answers, Column::kP99) == std::vector<int>{100, 200, 300});
    CHECK(pids_by(answers, Column::kWorkspace) == std::vector<int>{300, 100, 200});
    CHECK(pids_by(answers, Column::kWorkspace, true) == std::vector<int>{200, 100, 300});
    CHECK(pids_by(answers, Column::kCpu, true) == std::vector<int>{200, 300, 100});
}

TEST_CASE("No answer is too strange to be shown") {
    Answers answers;
    Json status = top_test::stuck(100, "/x");
    for (const char* member :
         {"state", "summary", "editor", "folders", "active", "waiting", "methods", "processes"}) {
        for (const Json& strange :
             {Json(), Json(-1e300), Json("\x1b[2J\xff"), Json::array({Json(), 1, "x"}),
              Json::array({Json{{"pid", 1}, {"parent", 1}, {"argv", {1, Json()}}}}),
              Json::array({Json{{"pid", 1}, {"parent", 2}, {"cpu_seconds", 1e300}},
                           Json{{"pid", 2}, {"parent", 1}, {"resident_bytes", -5}},
                           Json{{"pid", 1}, {"parent", 2}}}),
              Json::object()}) {
            Json other = status;
            other[member] = strange;
            answers.give(other);
            CHECK(answers.sessions.rows().size() == 1);
        }
    }
}
