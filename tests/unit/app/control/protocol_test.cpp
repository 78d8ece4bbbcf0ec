#include "app/control/protocol.hpp"

#include "support/catch.hpp"

using namespace app::control;

TEST_CASE("parse_request accepts every command of the current version") {
    for (const Command command : {Command::kStatus, Command::kMetrics, Command::kReload,
                                  Command::kRestart, Command::kRestartClean, Command::kIncident}) {
        const auto request = parse_request(request_line(command));
        REQUIRE(request.has_value());
        CHECK(request->command == command);
    }
    // Later versions may add members.
    CHECK(parse_request(R"({"version":1,"command":"status","new":[1]})").has_value());
}

TEST_CASE("parse_request refuses everything else with the reason") {
    struct Row {
        const char* line;
        const char* code;
        const char* message;
    };
    for (const Row& row : {
             Row{"", "invalid_request", "one JSON object"},
             Row{"status", "invalid_request", "one JSON object"},
             Row{"[1]", "invalid_request", "one JSON object"},
             Row{"{\"version\":1,\"command\":\"sta", "invalid_request", "one JSON object"},
             Row{R"({"command":"status"})", "unsupported_version", "send \"version\":1"},
             Row{R"({"version":2,"command":"status"})", "unsupported_version", "version 1"},
             Row{R"({"version":1})", "invalid_request", "\"command\" is missing"},
             Row{R"({"version":1,"command":7})", "invalid_request", "is not a string"},
             Row{R"({"version":1,"command":"stauts"})", "unknown_command",
                 "did you mean \"status\"?"},
         }) {
        INFO(row.line);
        const auto request = parse_request(row.line);
        REQUIRE(request.has_error());
        CHECK(request.error().code == row.code);
        CHECK(request.error().message.find(row.message) != std::string::npos);
    }
    const std::string deep = std::string(100'000, '[');
    CHECK(parse_request(R"({"version":1,"command":)" + deep).has_error());
}

TEST_CASE("parse_request reads how the dashboard is to be opened") {
    for (const DashboardRequest& wanted :
         {DashboardRequest{}, DashboardRequest{8080, true}, DashboardRequest{65535, false}}) {
        const auto request = parse_request(request_line(wanted));
        REQUIRE(request.has_value());
        REQUIRE(request->dashboard);
        CHECK(request->dashboard->port == wanted.port);
        CHECK(request->dashboard->hides_paths == wanted.hides_paths);
    }
    CHECK(parse_request(R"({"version":1,"command":"dashboard"})")->dashboard->port == 0);
    for (const char* members : {R"("port":65536)", R"("port":-1)", R"("port":"80")",
                                R"("port":1.5)", R"("hide_paths":1)"}) {
        INFO(members);
        const auto request =
            parse_request(R"({"version":1,"command":"dashboard",)" + std::string(members) + "}");
        REQUIRE(request.has_error());
        CHECK(request.error().code == "invalid_request");
    }
}

TEST_CASE("parse_reply returns the result or the refusal") {
    const auto result = parse_reply(result_line({{"state", "healthy"}}));
    REQUIRE(result.has_value());
    CHECK(result->at("state") == "healthy");
    CHECK(parse_reply(result_line(nullptr)).value().is_null());

    const auto refused = parse_reply(refusal_line({"refused", "gopls is already loading"}));
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == "refused");
    CHECK(refused.error().message == "gopls is already loading");

    for (const char* line : {"", "7", "{}", R"({"error":"x"})", R"({"error":{"code":1}})"}) {
        INFO(line);
        const auto reply = parse_reply(line);
        REQUIRE(reply.has_error());
        CHECK(reply.error().code == "invalid_reply");
    }
}

TEST_CASE("A reply with bytes that are not UTF-8 is still one line of JSON") {
    const std::string line = result_line({{"method", "a\xff\nb"}});
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(parse_reply(line).has_value());
}
