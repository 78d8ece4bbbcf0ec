#include "cli/refresh/report.hpp"

#include "cli/refresh/json.hpp"
#include "support/catch.hpp"

using namespace cli::refresh;
using namespace std::chrono_literals;

namespace {

const Style kPlain{"/home/me", false};

Step step_of(Task task, std::vector<std::string> arguments) {
    return {task, 0, "/home/me/src/app", std::move(arguments)};
}

const std::vector<Step> kSteps = {
    step_of(Task::kVerify, {"mod", "verify"}), step_of(Task::kTidy, {"mod", "tidy", "-diff"}),
    step_of(Task::kUpdates, {"list", "-mod=readonly", "-m", "-u", "-json", "all"})};

std::vector<Result> results() {
    std::vector<Result> all(3);
    all[0].state = Result::State::kFailed;
    all[0].took = 1200ms;
    all[0].summary = "1 module differs";
    all[0].problems = {{"example.com/a v1.0.0: dir has been modified", "rm -rf /home/me/go"}};
    all[1].diff = "--- current/go.mod\n+++ tidy/go.mod\n@@ -1 +1 @@\n-\texample.com/b v1.0.0\n";
    all[1].versions = {{"example.com/b", "v1.0.0", "", false, false},
                       {"example.com/c", "", "v1.0.0", false, true},
                       {"example.com/d", "v1.0.0", "v1.1.0", false, false},
                       {"example.com/e", "v1.0.0", "v1.0.0", false, true}};
    all[2].modules = {
        {.path = "example.com/app", .version = "", .is_main = true},
        {.path = "example.com/x", .version = "v1.0.0", .update = "v1.2.0", .is_indirect = true},
        {.path = "example.com/y", .version = "v1.0.0", .replaced_by = "../y", .update = "v1.3.0"},
        {.path = "example.com/z", .version = "v1.0.0"}};
    all[2].notes = {{"example.com/y v1.0.0 is retracted by its author", "go get x"}};
    return all;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("The plan shows the go commands, where they run, and why others do not") {
    std::vector<Step> steps = kSteps;
    steps.push_back(step_of(Task::kVendor, {"mod", "vendor"}));
    steps.back().refusal = "vendoring is not in use";
    const std::string text = plan_text(steps, {"no go.mod or go.work is in /x"}, kPlain);
    INFO(text);
    CHECK(has(text, "  run         go mod verify "));
    CHECK(has(text, " ~/src/app\n"));
    CHECK(has(text, "go mod tidy then writes go.mod and go.sum, if you agree"));
    CHECK(has(text, "  refuse      go mod vendor "));
    CHECK(has(text, "vendoring is not in use\n"));
    CHECK(has(text, "no go.mod or go.work is in /x\n"));
    CHECK(progress_text(steps, 1, 12s, kPlain) == "2 of 4: go mod tidy -diff in ~/src/app, 12 s");
}

TEST_CASE("The result names the faults, their remedies, and the versions before and after") {
    const std::string text = result_text(kSteps, results(), true, kPlain);
    INFO(text);
    CHECK(has(text, "  failed      go mod verify "));
    CHECK(has(text, "  1.2 s\n"));
    CHECK(has(text, "mend: rm -rf /home/me/go\n"));
    CHECK(has(text, "example.com/b v1.0.0 removed\n"));
    CHECK(has(text, "example.com/c v1.0.0 added, indirect\n"));
    CHECK(has(text, "example.com/d v1.0.0 -> v1.1.0\n"));
    CHECK(has(text, "example.com/e v1.0.0 is indirect now\n"));
    CHECK(has(text, "-\texample.com/b v1.0.0\n"));
    // Direct ones first, and only those with a newer version.
    const std::size_t direct = text.find("example.com/y v1.0.0 => ../y -> v1.3.0 is available\n");
    const std::size_t indirect = text.find("example.com/x v1.0.0 -> v1.2.0 is available, indirect");
    REQUIRE(direct != std::string::npos);
    REQUIRE(indirect != std::string::npos);
    CHECK(direct < indirect);
    CHECK_FALSE(has(text, "example.com/z"));
    CHECK(has(text, "to change it: go get x\n"));
    CHECK_FALSE(has(result_text(kSteps, results(), false, kPlain), "@@"));
}

TEST_CASE("Words of servers and names of folders cannot play tricks on the terminal") {
    Step step = kSteps[0];
    step.folder = "/home/me/src/a\nok  everything is fine\x1b[2J";
    Result result;
    result.state = Result::State::kFailed;
    result.problems = {{"GET https://me:hunter2@example.com/: \x1b]0;owned\x07 404\nok", "x\ny"}};
    result.diff = "+\tfirst\n+\x1b[31msecond\n";
    for (const std::string& text :
         {plan_text({step}, {step.folder}, kPlain), progress_text({step}, 0, 1s, kPlain),
          result_text({step}, {result}, true, kPlain)}) {
        INFO(text);
        CHECK_FALSE(has(text, "\x1b"));
        CHECK_FALSE(has(text, "\x07"));
        CHECK_FALSE(has(text, "\nok"));
        CHECK_FALSE(has(text, "hunter2"));
    }
    CHECK_FALSE(to_json({step}, {result}).dump().find("hunter2") != std::string::npos);
}

TEST_CASE("JSON has everything, and null where nothing was run") {
    const auto planned = to_json(kSteps, {});
    REQUIRE(planned.size() == 3);
    CHECK(planned[0].at("task") == "verify");
    CHECK(planned[0].at("command") == "go mod verify");
    CHECK(planned[0].at("folder") == "/home/me/src/app");
    CHECK(planned[0].at("result").is_null());
    const auto done = to_json(kSteps, results());
    CHECK(done[0].at("result").at("state") == "failed");
    CHECK(done[0].at("result").at("seconds") == 1.2);
    CHECK(done[0].at("result").at("problems")[0].at("mend") == "rm -rf /home/me/go");
    CHECK(done[1].at("result").at("versions")[1].at("before").is_null());
    CHECK(done[2].at("result").at("modules")[1].at("update") == "v1.2.0");
    CHECK(done[2].at("result").at("modules")[0].at("version").is_null());
}

TEST_CASE("A command to paste is not masked, since stars are a pattern for a shell") {
    const std::string mend = "rm -rf /c/ghp_0123456789abcdefghijklmnopqrstuvwxyz@v1.0.0";
    Result result;
    result.problems = {{"ghp_0123456789abcdefghijklmnopqrstuvwxyz", mend}};
    const std::string text = result_text({kSteps[0]}, {result}, true, kPlain);
    INFO(text);
    CHECK(has(text, "mend: " + mend + "\n"));
    CHECK(has(text, "***\n"));
    CHECK(to_json({kSteps[0]}, {result})[0].at("result").at("problems")[0].at("mend") == mend);
}

TEST_CASE("Hashes of modules are not taken for secrets") {
    Result result;
    result.problems = {
        {"it has h1:k07ZydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=, and go.sum has "
         "h1:AAAAydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU="}};
    result.diff = "+example.com/a v1.0.0 h1:amhZi+51j6Fgf5M06NcbOUVP3vl9kGSPyjS4B6MsKPs=\n";
    const std::string text = result_text({kSteps[0]}, {result}, true, kPlain);
    INFO(text);
    CHECK(has(text, "h1:k07ZydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU="));
    CHECK(has(text, "h1:amhZi+51j6Fgf5M06NcbOUVP3vl9kGSPyjS4B6MsKPs="));
}
