#include "cli/clean/report.hpp"

#include <nlohmann/json.hpp>

#include "cli/clean/json.hpp"
#include "support/catch.hpp"
#include "unit/cli/clean/model.hpp"

using namespace clean_test;
using namespace cli::clean;
using Json = nlohmann::json;

namespace {

/// A machine with a proxy, a gopls without one, a left-over go command and a writer.
Run busy_run(bool kill_others, bool force, const std::set<int>& can_park = {}) {
    Machine machine;
    machine.add(10, 1, "nvim");
    machine.add(11, 10, "gopls-proxy");
    machine.add(12, 11, "gopls").resident_bytes = 512 << 20;
    machine.add(20, 1, "code");
    machine.add(21, 20, "gopls").listens = {"127.0.0.1:4040"};
    machine.add(22, 1, "go").argv = {"go", "list", "-password", "hunter2\x1b[2J"};
    machine.add(23, 1, "gen").files = {{"/home/me/src/app/x.go", true, false}};
    Run run;
    run.options.kill_others = kill_others;
    run.options.force = force;
    run.inventory = machine.inventory();
    Candidate cache;
    cache.path = "/home/me/.cache/gopls";
    cache.exists = true;
    cache.size = {1234, std::uint64_t{3} << 30, true};
    cache.uses = uses_of(Kind::kGoplsCache, cache.path, machine.facts, run.inventory,
                         [](const auto&, const auto&, const auto&) { return false; });
    Candidate index;
    index.kind = Kind::kModuleIndex;
    index.path = "/home/me/.cache/goimports";
    run.plan = make_plan(run.options, {cache, index}, true, can_park);
    return run;
}

const Style kStyle{"/home/me", false};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A cache that a health run uses is free after its end", "[clean]") {
    Machine machine;
    machine.add(10, 1, "memfd:sealed-91");
    machine.add(11, 10, "gopls-proxy").argv = {"gopls-proxy", "health", "."};
    machine.add(12, 11, "gopls");
    Run run;
    run.inventory = machine.inventory();
    Candidate cache;
    cache.path = "/home/me/.cache/gopls";
    cache.exists = true;
    cache.uses = uses_of(Kind::kGoplsCache, cache.path, machine.facts, run.inventory,
                         [](const auto&, const auto&, const auto&) { return false; });
    run.plan = make_plan(run.options, {cache}, true, {});
    const std::string text = plan_text(run, kStyle);
    INFO(text);
    CHECK(has(text, "~/src/app  a health run of gopls-proxy, pid 11\n"));
    CHECK(has(text, "gopls (pid 12, a health run of gopls-proxy, pid 11) uses it"));
    CHECK(has(text, "Wait until it ends, or add --force: a health run of gopls-proxy, pid 11.\n"));
    CHECK_FALSE(has(text, "memfd"));
    CHECK_FALSE(has(text, "Close the editor"));
}

TEST_CASE("The plan shows the processes, the obstacles and the remedies", "[clean]") {
    const std::string text = plan_text(busy_run(false, false), kStyle);
    INFO(text);
    CHECK(has(text, "~/src/app  nvim, behind gopls-proxy 11"));
    CHECK(has(text, "512.0 MB"));
    CHECK(has(text, "cache ~/.cache/gopls; seen in: process table, holdings"));
    CHECK(has(text, "listens on 127.0.0.1:4040"));
    CHECK(has(text, "left over: the process that started it is gone"));
    CHECK(has(text, "gen             ~/src/app/x.go"));
    CHECK(has(text, "refuse  gopls cache   ~/.cache/gopls  3.0 GB in 1234 entries"));
    CHECK(has(text, "absent  module index"));
    CHECK(has(text, "--kill-others"));
    CHECK(has(text, "Close the editor whose proxy cannot stop its gopls meanwhile"));
    CHECK_FALSE(has(text, "hunter2"));
    CHECK_FALSE(has(text, "\x1b"));
}

TEST_CASE("A name with a newline or an escape sequence prints no line of its own", "[clean]") {
    Machine machine;
    const std::string name = "a\n  deleted     gopls cache\x1b[2J\x9b";
    io::UserProcess& gopls = machine.add(12, 1, "gopls");
    gopls.working_folder = "/home/me/" + name;
    gopls.listens = {"/tmp/" + name};
    io::UserProcess& go = machine.add(13, 1, "go");
    go.argv = {"go", name};
    go.working_folder = "/home/me/" + name;
    machine.add(14, 1, name).files = {{"/home/me/" + name + "/x.go", true, false}};
    Run run;
    run.inventory = machine.inventory();
    Candidate candidate;
    candidate.path = "/home/me/" + name;
    candidate.exists = true;
    candidate.unsafe = "it contains \"" + name + "\"";
    run.plan = make_plan({}, {candidate, candidate}, true);
    run.plan.items[1].decision = Item::Decision::kDelete;
    Use use;
    use.pid = 12;
    use.name = name;
    run.plan.to_end = {use};
    run.acted = true;
    run.ended = {{run.plan.to_end[0], true, false}};
    Outcome outcome{.state = Outcome::State::kFailed, .reason = name};
    outcome.left_at = "/home/me/" + name;
    run.outcomes = {std::nullopt, outcome};
    run.parked = {{.proxy_pid = 11, .folders = {name}}, {.proxy_pid = 12, .problem = name}};
    for (const std::string& text : {plan_text(run, kStyle), result_text(run, kStyle)}) {
        INFO(text);
        CHECK_FALSE(has(text, "\n  deleted     gopls cache"));
        CHECK_FALSE(has(text, "\x1b"));
        CHECK_FALSE(has(text, "\x9b"));
    }
}

TEST_CASE("The question names the processes and the space", "[clean]") {
    const Run run = busy_run(true, true);
    const std::string text = plan_text(run, kStyle);
    INFO(text);
    CHECK(has(text, "although gopls (pid 12, behind gopls-proxy 11) uses it"));
    CHECK(has(text, "Ended before: gopls 21."));
    CHECK_FALSE(has(text, "is stopped meanwhile"));
    CHECK(has(plan_text(busy_run(true, false, {11}), kStyle),
              "The gopls behind gopls-proxy 11 is stopped meanwhile"));
    CHECK(question_of(run) == "End 1 process and delete 3.0 GB? [y/N] ");
}

TEST_CASE("The question names the go commands", "[clean]") {
    Run run = busy_run(true, true);
    run.refresh.steps = {{cli::refresh::Task::kVerify, 0, "/home/me/src/app", {"mod", "verify"}},
                         {cli::refresh::Task::kList, 0, "/home/me/src/app", {"list"}}};
    CHECK(question_of(run) == "End 1 process, delete 3.0 GB and run 2 go commands? [y/N] ");
    run.plan = {};
    run.refresh.steps.pop_back();
    CHECK(question_of(run) == "Run 1 go command? [y/N] ");
}

TEST_CASE("A run that only refreshes does not speak of deletion", "[clean]") {
    Run run;
    run.options.tasks = {cli::refresh::Task::kVerify};
    run.refresh.problems = {"no go.mod or go.work is in /home/me"};
    CHECK_FALSE(has(plan_text(run, kStyle), "Files to delete"));
    CHECK(has(plan_text(run, kStyle), "no go.mod or go.work is in /home/me"));
    CHECK(result_text(run, kStyle) == "Nothing to do.\n");
    CHECK(exit_code(run) == 1);
    run.refresh.problems.clear();
    run.refresh.steps = {{cli::refresh::Task::kVerify, 0, "/home/me/src/app", {"mod", "verify"}}};
    CHECK(has(result_text(run, kStyle), "Add --yes"));
    CHECK(exit_code(run) == 0);
    run.acted = true;
    run.refresh.results.resize(1);
    CHECK(exit_code(run) == 0);
    CHECK_FALSE(has(result_text(run, kStyle), "freed"));
    run.refresh.results[0].state = cli::refresh::Result::State::kFailed;
    CHECK(exit_code(run) == 1);
}

TEST_CASE("Colours change nothing else", "[clean]") {
    const Run run = busy_run(false, false);
    std::string coloured = plan_text(run, {"/home/me", true});
    CHECK(has(coloured, "\x1b["));
    for (std::size_t at; (at = coloured.find('\x1b')) != std::string::npos;) {
        coloured.erase(at, coloured.find('m', at) + 1 - at);
    }
    CHECK(coloured == plan_text(run, kStyle));
}

TEST_CASE("The result names the freed space and the rest", "[clean]") {
    Run run = busy_run(true, true);
    CHECK(has(result_text(run, kStyle), "Add --yes"));
    run.declined = true;
    CHECK(result_text(run, kStyle) == "Nothing was changed.\n");
    run.declined = false;
    run.acted = true;
    run.ended = {{run.plan.to_end.at(0), true, true}};
    Outcome outcome{.state = Outcome::State::kFailed, .reason = "a/b: Permission denied"};
    outcome.deletion.entries = 7;
    outcome.deletion.freed_bytes = 5 << 20;
    outcome.left_at = "/home/me/.cache/.gopls-proxy-deleted-1-0123456789abcdef";
    outcome.size_after = {3, 4096, true};
    run.outcomes = {outcome, std::nullopt};
    using namespace std::chrono_literals;
    run.parked = {{.proxy_pid = 11, .problem = "it hangs"},
                  {.proxy_pid = 12, .folders = {"/home/me/src/app"}},
                  {.proxy_pid = 13, .folders = {"/home/me/a", "/b"}, .loaded_after = 2400ms},
                  {.proxy_pid = 14, .end = Parked::End::kStartedBefore},
                  {.proxy_pid = 15, .end = Parked::End::kProxyEnded}};
    run.interrupted = true;
    const std::string text = result_text(run, kStyle);
    INFO(text);
    CHECK(has(text, "ended  gopls 21, by SIGKILL"));
    CHECK(has(text, "failed      gopls cache   ~/.cache/gopls  5.0 MB freed, 7 entries"));
    CHECK(has(text, "a/b: Permission denied"));
    CHECK(has(text, "the rest is in ~/.cache/.gopls-proxy-deleted-1-"));
    CHECK(has(text, "a process has made it again: 4 KB in 3 entries"));
    CHECK(has(text, "gopls-proxy 11: it hangs"));
    CHECK(has(text, "gopls-proxy 12: gopls is started again, and still loads ~/src/app"));
    CHECK(has(text, "gopls-proxy 13: gopls is back, and has loaded ~/a, /b after 2.4 s"));
    CHECK(has(text, "gopls-proxy 14: gopls was started before the end"));
    CHECK(has(text, "gopls-proxy 15 has ended meanwhile"));
    CHECK(has(text, "Interrupted."));
    CHECK(text.ends_with("5.0 MB freed.\n"));
}

TEST_CASE("Of a crowd of temporary files the first ones and those with trouble are shown",
          "[clean]") {
    Run run;
    std::vector<Candidate> crowd;
    for (int i = 0; i < 30; ++i) {
        Candidate candidate;
        candidate.kind = Kind::kTemporary;
        candidate.path = "/tmp/gopls-tempmod" + std::to_string(i);
        candidate.exists = true;
        if (i == 29) candidate.unsafe = "it is a symbolic link";
        crowd.push_back(candidate);
    }
    run.plan = make_plan({}, crowd, true);
    const std::string text = plan_text(run, kStyle);
    INFO(text);
    CHECK(has(text, "tempmod19"));
    CHECK_FALSE(has(text, "tempmod20"));
    CHECK(has(text, "tempmod29"));
    CHECK(has(text, "  9 more temporary (--json)\n"));
}

TEST_CASE("JSON has the same, with secrets masked", "[clean]") {
    const Json document = Json::parse(json_of(busy_run(true, true)));
    CHECK(document.at("dry_run") == true);
    CHECK(document.at("gopls").size() == 2);
    CHECK(document.at("gopls")[0].at("role") == "behind_proxy");
    CHECK(document.at("gopls")[0].at("proxy_pid") == 11);
    CHECK(document.at("gopls")[1].at("seen_in") == Json({"process_table", "holdings"}));
    CHECK(document.at("companions")[0].at("orphan") == true);
    CHECK(document.at("companions")[0].at("command")[3] == "***");
    CHECK(document.at("writers")[0].at("name") == "gen");
    CHECK(document.at("items")[0].at("decision") == "delete");
    CHECK(document.at("items")[0].at("used_by").size() == 2);
    CHECK(document.at("items")[1].at("decision") == "nothing");
    CHECK(document.at("to_end")[0].at("pid") == 21);
    CHECK(document.at("exit_code") == 0);
    CHECK(Json::parse(json_of(busy_run(false, false))).at("exit_code") == 1);
}
