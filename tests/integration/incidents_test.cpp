// Incidents on disk: their contents, and the commands that read them.
#include <fstream>
#include <iterator>
#include <sstream>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/steps.hpp"

using core::Event;
using support::FakeServers;
using support::Json;
using support::Sandbox;
using support::Target;

namespace {

namespace fs = std::filesystem;

constexpr const char* kIncidents = "state/gopls-proxy/incidents";

bool has_file(const fs::path& root, const std::string& name) {
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.path().filename() == name) return true;
    return false;
}

/// A module loads well, its go.mod changes, and a hover hangs.
void hang_after_a_change(Sandbox& sandbox, FakeServers& fakes) {
    sandbox.environment["GOPROXY"] = "http://user:hunter2@127.0.0.1:1/";
    sandbox.environment["MY_TOKEN"] = "hunter3";
    sandbox.environment["GOSECRET"] = "hunter4";
    sandbox.write("go.mod", "module example.com/a\n\ngo 1.20\n");
    fakes.rule({{"process", 1}, {"on", "initialized"}, {"do", "stderr"}, {"text", "some words\n"}});
    fakes.rule({{"process", 1},
                {"on", "textDocument/hover"},
                {"nth", 2},
                {"do", "hang"},
                {"ignores_end", true}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->wait_until([&] { return has_file(sandbox.path("state"), "go.mod"); },
                       "the copy of go.mod");
    sandbox.write("go.mod", "module example.com/a\n\ngo 1.21\n");
    editor->insert(steps::fake_uri(sandbox), "func", "// text_of_the_document\n");
    editor->call("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    // Evidence still being collected is dropped when the session ends.
    editor->wait_until([&] { return has_file(sandbox.path("state"), "go-env.json"); }, "go env");
    steps::finish(*editor);
}

std::vector<fs::path> incidents(const Sandbox& sandbox) {
    std::vector<fs::path> folders;
    std::error_code not_there_yet;
    for (const auto& entry : fs::directory_iterator(sandbox.path(kIncidents), not_there_yet))
        folders.push_back(entry.path());
    return folders;
}

std::string content(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

unsigned mode_of(const fs::path& path) {
    return static_cast<unsigned>(fs::status(path).permissions());
}

support::Completed ask(const Sandbox& sandbox, const std::vector<std::string>& words) {
    support::ChildOptions options = support::direct(sandbox, Target::proxy(), {"incidents"});
    options.argv.insert(options.argv.end(), words.begin(), words.end());
    return support::run(options);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a stall leaves an incident with all evidence and without secrets", "[incidents][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    hang_after_a_change(sandbox, fakes);

    const std::vector<fs::path> folders = incidents(sandbox);
    REQUIRE(folders.size() == 1);
    const fs::path& folder = folders[0];
    const std::string id = folder.filename().string();
    CHECK(mode_of(folder) == 0700);
    for (const char* name : {"incident.json", "messages.jsonl", "stderr.txt", "stacks.txt",
                             "go-env.json", "modules.diff"}) {
        INFO(name);
        REQUIRE(fs::exists(folder / name));
        CHECK(mode_of(folder / name) == 0600);
        const std::string text = content(folder / name);
        for (const char* secret : {"hunter2", "hunter3", "hunter4", "text_of_the_document"})
            CHECK_FALSE(has(text, secret));
    }

    const Json document = Json::parse(content(folder / "incident.json"));
    CHECK(document["schema"] == 1);
    CHECK(document["id"] == id);
    CHECK(id.ends_with("-" + document["verdict"].get<std::string>()));
    CHECK(document["outcome"] == "replaced");
    CHECK(document["seconds_to_answer"].is_number());
    CHECK(document["gopls"]["path"] == Target::fake_gopls());
    CHECK(document["folder"] == sandbox.path().string());
    CHECK(document["settings"]["stall.window"]["value"] == "1s");
    CHECK(document["environment"]["GOPROXY"] == "http://***@127.0.0.1:1/");
    CHECK(document["environment"]["GOSECRET"] == "***");
    CHECK_FALSE(document["environment"].contains("MY_TOKEN"));
    CHECK_FALSE(document["processes"].empty());

    CHECK(Json::parse(content(folder / "go-env.json")).is_object());
    std::istringstream messages(content(folder / "messages.jsonl"));
    int count = 0;
    for (std::string line; std::getline(messages, line); ++count)
        CHECK(Json::parse(line).contains("at_seconds"));
    CHECK(count > 5);
    CHECK(has(content(folder / "stderr.txt"), "some words"));
    CHECK(has(content(folder / "stacks.txt"), "goroutine"));
    CHECK(has(content(folder / "modules.diff"), "-go 1.20\n+go 1.21\n"));
}

TEST_CASE("with -rpc.trace neither the log nor an incident contains gopls's output",
          "[incidents][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    fakes.rule({{"process", 1},
                {"on", "textDocument/hover"},
                {"nth", 2},
                {"do", "crash"},
                {"text",
                 "[Trace - 10:15:02.123 AM] Received request\nParams: "
                 "{\"text\":\"text_of_the_document\"}\n\n"}});
    const auto editor = steps::settle_fake(
        sandbox, support::proxied(sandbox, Target::fake_gopls(), {"-rpc.trace"}));
    editor->call("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    steps::finish(*editor);
    const support::ProxyLog log(sandbox);
    CHECK(log.has({Event::kLastWords, {}, "not logged"}));
    CHECK(log.is_without("text_of_the_document"));
    const std::vector<fs::path> folders = incidents(sandbox);
    REQUIRE(folders.size() == 1);
    CHECK_FALSE(fs::exists(folders[0] / "stderr.txt"));
}

TEST_CASE("incidents are listed and shown and reported", "[incidents][fake]") {
    Sandbox sandbox;
    CHECK(has(ask(sandbox, {}).output, "No incidents"));
    CHECK(ask(sandbox, {"show"}).status.code == 1);

    FakeServers fakes(sandbox);
    hang_after_a_change(sandbox, fakes);
    const std::string id = incidents(sandbox).at(0).filename().string();

    const support::Completed list = ask(sandbox, {"list"});
    CHECK(list.status.code == 0);
    CHECK(has(list.output, id));
    CHECK(has(list.output, "replaced"));
    CHECK_FALSE(has(list.output, "\x1b"));
    const Json listed = Json::parse(ask(sandbox, {"--json"}).output);
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["id"] == id);

    const support::Completed story = ask(sandbox, {"show", id.substr(0, 8)});
    CHECK(story.status.code == 0);
    CHECK(has(story.output, "Evidence"));
    CHECK(has(story.output, "textDocument/hover"));
    CHECK(has(story.output, id + "/stacks.txt"));
    CHECK(has(story.output, "Next steps of an expert"));
    CHECK(has(story.output, "  dlv attach PID  # "));  // that gopls was replaced
    const Json shown = Json::parse(ask(sandbox, {"show", "latest", "--json"}).output);
    CHECK(shown["id"] == id);
    CHECK(shown["files"].size() == 6);

    const support::Completed report = ask(sandbox, {"report"});
    CHECK(report.status.code == 0);
    CHECK(has(report.output, "<details>"));
    CHECK(has(report.output, "goroutine"));
    CHECK_FALSE(has(report.output, "go 1.21"));  // the module's files are private
    for (const std::string secret : {"hunter2", "hunter4", "text_of_the_document"})
        CHECK_FALSE(has(report.output + story.output, secret));

    const support::Completed unknown = ask(sandbox, {"show", "nonsense"});
    CHECK(unknown.status.code == 1);
    CHECK(has(unknown.errors, id));
    CHECK(ask(sandbox, {"nonsense"}).status.code == 2);
    CHECK(has(ask(sandbox, {"--help"}).output, "Examples:"));
}

TEST_CASE("if incidents cannot be written the log says so and the session continues",
          "[incidents][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.write("state/gopls-proxy", "a file in the way\n");
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->call("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    steps::finish(*editor);
    const support::ProxyLog log(sandbox);
    CHECK(log.count({Event::kNote, {}, "cannot write the incident"}) == 1);
    CHECK(log.has({Event::kSwitch, {{"generation", 2}}}));
}

TEST_CASE("a hanging go command for the evidence is not left behind", "[incidents][fake]") {
    Sandbox sandbox;
    FakeServers fakes(sandbox);
    sandbox.write_script("bin/go", "#!/bin/sh\nsleep 1000 & sleep 1000\n");
    sandbox.prepend_path(sandbox.path("bin"));
    fakes.rule({{"process", 1}, {"on", "textDocument/hover"}, {"nth", 2}, {"do", "hang"}});
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    editor->call("textDocument/hover", editor->at(steps::fake_uri(sandbox), "target"));
    SECTION("it times out") {
        editor->wait_until([&] { return has_file(sandbox.path("state"), "go-env.json"); },
                           "go env");
        CHECK(Json::parse(content(incidents(sandbox).at(0) / "go-env.json")).contains("error"));
    }
    SECTION("the session ends before its time-out") {}
    steps::finish(*editor);
    sandbox.expect_nothing_left();
}

TEST_CASE("with a debug port the stacks of a living gopls are collected", "[incidents][real]") {
    Sandbox sandbox;
    sandbox.write_module();
    sandbox.environment["GOPLS_PROXY_EVIDENCE_DEBUG_PORT"] = "on";
    const auto editor = steps::settle(sandbox, support::proxied(sandbox, Target::real_gopls()));
    editor->call("workspace/executeCommand", {{"command", "gopls-proxy.incident"}});
    editor->wait_until(
        [&] {
            const std::vector<fs::path> folders = incidents(sandbox);
            return !folders.empty() && has(content(folders[0] / "stacks.txt"), "goroutine ");
        },
        "the stacks");
    CHECK(sandbox.servers(Target::real_gopls()).size() == 1);
    const std::string story = ask(sandbox, {"show", "latest"}).output;
    INFO(story);
    CHECK(has(story, "  dlv attach " + std::to_string(steps::only_gopls(sandbox)) + "  # "));
    CHECK(has(story, "  go tool pprof http://127.0.0.1:"));
    CHECK_FALSE(has(story, "127.0.0.1:PORT"));
    steps::finish(*editor);
}
