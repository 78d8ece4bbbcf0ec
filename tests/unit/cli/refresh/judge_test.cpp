// The outputs are those of go1.26.8.
#include "cli/refresh/judge.hpp"

#include "support/catch.hpp"

using namespace cli::refresh;
using State = Result::State;

namespace {

Root root() {
    Root root;
    root.folder = "/src/app";
    root.modules = {"/src/app"};
    root.mod_cache = "/c";
    return root;
}

Ran ended(int code, const std::string& output, const std::string& errors = "") {
    return {Ran::State::kEnded, code, output, errors};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr const char* kGoodModule = R"({
	"Path": "example.com/needed",
	"Version": "v1.0.0",
	"Info": "/c/cache/download/example.com/needed/@v/v1.0.0.info",
	"Zip": "/c/cache/download/example.com/needed/@v/v1.0.0.zip",
	"Dir": "/c/example.com/needed@v1.0.0",
	"Sum": "h1:amhZi+51j6Fgf5M06NcbOUVP3vl9kGSPyjS4B6MsKPs="
}
)";

constexpr const char* kList = R"({
	"Path": "example.com/app",
	"Main": true,
	"Dir": "/src/app",
	"GoMod": "/src/app/go.mod",
	"GoVersion": "1.21"
}
{
	"Path": "example.com/needed",
	"Version": "v1.0.0",
	"Time": "2020-01-01T00:00:00Z",
	"Update": {
		"Path": "example.com/needed",
		"Version": "v1.2.0",
		"Time": "2020-01-01T00:00:00Z"
	},
	"Indirect": true,
	"Dir": "/c/example.com/needed@v1.0.0"
}
{
	"Path": "example.com/other",
	"Version": "v0.3.0",
	"Replace": {
		"Path": "../fork",
		"Dir": "/src/fork",
		"GoMod": "/src/fork/go.mod"
	},
	"Dir": "/src/fork"
}
)";

}  // namespace

TEST_CASE("A download names each module that failed, and its remedy") {
    const Result good = judge_download(ended(0, kGoodModule), root());
    CHECK(good.state == State::kDone);
    CHECK(good.summary == "1 module is in the module cache");

    const Result bad = judge_download(ended(1, std::string(kGoodModule) + R"({
	"Path": "example.com/broken",
	"Version": "v1.2.0",
	"Error": "unzip /c/cache/download/example.com/broken/@v/v1.2.0.zip: zip: not a valid zip file",
	"Info": "/c/cache/download/example.com/broken/@v/v1.2.0.info"
}
{
	"Path": "example.com/gone",
	"Version": "v1.9.9",
	"Error": "example.com/gone@v1.9.9: reading file:///p/example.com/gone/@v/v1.9.9.zip: no such file"
}
)"),
                                      root());
    CHECK(bad.state == State::kFailed);
    CHECK(bad.summary == "1 module is in the module cache");
    REQUIRE(bad.problems.size() == 2);
    CHECK(has(bad.problems[0].text, "example.com/broken v1.2.0: unzip "));
    CHECK(has(bad.problems[0].mend, "cd /src/app && chmod -Rf u+w /c/example.com/broken@v1.2.0; "));
    CHECK(has(bad.problems[0].mend, "go mod download example.com/broken@v1.2.0"));
    CHECK(has(bad.problems[1].text, "no such file"));
    CHECK(bad.problems[1].mend == "gopls-proxy doctor /src/app");
}

TEST_CASE("A download that go.sum contradicts is explained") {
    const Result result = judge_download(
        ended(1, "",
              "verifying example.com/other@v0.3.0: checksum mismatch\n"
              "\tdownloaded: h1:k07ZydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=\n"
              "\tgo.sum:     h1:AAAAydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=\n\nSECURITY ERROR\n"),
        root());
    CHECK(result.state == State::kFailed);
    REQUIRE(result.problems.size() == 1);
    CHECK(has(result.problems[0].text,
              "example.com/other v0.3.0 does not match its checksum: it "
              "has h1:k07ZydUNZhxwPuKYQUAiQ40KMbFLXjiMhYiUrM3WJvU=, and "
              "go.sum has h1:AAAA"));
    CHECK(has(result.problems[0].mend, "go mod download example.com/other@v0.3.0"));
}

TEST_CASE("A verification names the modules that have changed, each once") {
    CHECK(judge_verify(ended(0, "all modules verified\n"), root()).state == State::kDone);
    const Result result = judge_verify(
        ended(1, "",
              "example.com/needed v1.0.0: dir has been modified (/c/example.com/needed@v1.0.0)\n"
              "example.com/other v0.3.0: zip has been modified (/c/x.zip)\n"
              "example.com/other v0.3.0: dir has been modified (/c/example.com/other@v0.3.0)\n"),
        root());
    CHECK(result.state == State::kFailed);
    CHECK(result.summary == "2 modules differ from the checksums of the download");
    REQUIRE(result.problems.size() == 2);
    CHECK(result.problems[1].text ==
          "example.com/other v0.3.0: zip has been modified (/c/x.zip); dir has been modified "
          "(/c/example.com/other@v0.3.0)");
    CHECK(has(result.problems[0].mend, "rm -rf /c/example.com/needed@v1.0.0 "));
}

TEST_CASE("A command that fails for another reason keeps the words of go") {
    for (const auto& judge : {&judge_download, &judge_verify, &judge_list, &judge_updates}) {
        const Result result = judge(ended(1, "",
                                          "go: errors parsing go.mod:\n"
                                          "go.mod:13: unknown directive: <<<<<<<\n"),
                                    root());
        CHECK(result.state == State::kFailed);
        REQUIRE(result.problems.size() == 1);
        CHECK(result.problems[0].text ==
              "errors parsing go.mod: go.mod:13: unknown directive: <<<<<<<");
        CHECK(result.problems[0].mend == "gopls-proxy doctor /src/app");
    }
    const Result silent = judge_list(ended(3, ""), root());
    CHECK(silent.problems.at(0).text == "the go command ended with exit code 3");
    CHECK(has(judge_vendor(ended(1, "", "go: no\n"), root(), "", "").summary, "incomplete"));
}

TEST_CASE("A command that go itself advises is the remedy") {
    const Result result = judge_list(
        ended(1, "",
              "go: example.com/other@v0.3.0: missing go.sum entry for go.mod file; to add it:\n"
              "\tgo mod download example.com/other\n"),
        root());
    REQUIRE(result.problems.size() == 1);
    CHECK(has(result.problems[0].text, "missing go.sum entry"));
    CHECK(result.problems[0].mend == "cd /src/app && go mod download example.com/other");
    const Result of_work = judge_download(
        ended(1, "",
              "go: module a listed in go.work file requires go >= 1.22, but go.work lists go 1.21; "
              "to update it:\n\tgo work use\n"),
        root());
    CHECK(of_work.problems.at(0).mend == "cd /src/app && go work use");
    // A name that a shell would not take literally.
    const Result odd =
        judge_list(ended(1, "", "go: x; to add it:\n\tgo get example.com/$(touch x)\n"), root());
    CHECK(odd.problems.at(0).mend == "gopls-proxy doctor /src/app");
}

TEST_CASE("A list counts modules and finds replacements without effect") {
    Root with_replacements = root();
    with_replacements.replacements = {
        {"/src/app/go.mod", {"example.com/other", "", "../fork", ""}},
        {"/src/app/go.mod", {"example.com/ghost", "", "../ghost", ""}},
        {"/src/app/go.mod", {"example.com/needed", "v1.1.0", "example.com/needed", "v1.2.0"}},
        {"/src/go.work", {"example.com/app", "", "../app", ""}},
    };
    const Result result = judge_list(ended(0, kList), with_replacements);
    CHECK(result.state == State::kDone);
    CHECK(result.summary == "2 modules: 1 direct, 1 indirect, 1 replaced");
    REQUIRE(result.modules.size() == 3);
    CHECK(result.modules[0].is_main);
    CHECK(result.modules[1].is_indirect);
    CHECK(result.modules[2].replaced_by == "../fork");
    REQUIRE(result.notes.size() == 3);
    CHECK(result.notes[0].text ==
          "replace example.com/ghost => ../ghost has no effect: no module needs "
          "example.com/ghost");
    CHECK(result.notes[0].mend == "go mod edit -dropreplace=example.com/ghost /src/app/go.mod");
    CHECK(result.notes[1].text ==
          "replace example.com/needed v1.1.0 => example.com/needed v1.2.0 has no effect: the "
          "selected version is v1.0.0");
    CHECK(result.notes[2].mend == "go work edit -dropreplace=example.com/app /src/go.work");
}

TEST_CASE("Updates are counted, and retracted or deprecated versions named") {
    const Result result = judge_updates(ended(0, kList), root());
    CHECK(result.summary == "1 module has a newer version, 0 direct");
    CHECK(result.modules[1].update == "v1.2.0");
    const Result withdrawn = judge_updates(ended(0, R"({
	"Path": "example.com/a",
	"Version": "v1.0.0",
	"Update": { "Path": "example.com/a", "Version": "v1.0.1" },
	"Retracted": [ "broken" ],
	"Deprecated": "use example.com/b"
})"),
                                           root());
    REQUIRE(withdrawn.notes.size() == 2);
    CHECK(withdrawn.notes[0].text == "example.com/a v1.0.0 is retracted by its author");
    CHECK(withdrawn.notes[0].mend == "cd /src/app && go get example.com/a@v1.0.1");
    CHECK(withdrawn.notes[1].text == "example.com/a is deprecated: use example.com/b");
    CHECK(judge_updates(ended(0, ""), root()).summary == "no module has a newer version");
}

TEST_CASE("The changes of tidy are told by requirement") {
    const auto steps = version_steps({{"a", "v1.0.0", false},
                                      {"b", "v1.0.0", false},
                                      {"c", "v1.0.0", true},
                                      {"same", "v1.0.0", true}},
                                     {{"b", "v1.1.0", false},
                                      {"c", "v1.0.0", false},
                                      {"d", "v2.0.0", true},
                                      {"same", "v1.0.0", true}});
    REQUIRE(steps.size() == 4);
    CHECK(steps[0].after.empty());
    CHECK(steps[1].before == "v1.0.0");
    CHECK(steps[1].after == "v1.1.0");
    CHECK(steps[2].was_indirect);
    CHECK_FALSE(steps[2].is_indirect);
    CHECK(steps[3].before.empty());
    CHECK(tidy_summary(steps, "diff") ==
          "go.mod: 1 module added, 1 module removed, 2 modules changed");
    CHECK(tidy_summary({}, "diff") == "no requirement changes, but other lines do");
    CHECK(tidy_summary({}, "") == "go.mod and go.sum are tidy");
}

TEST_CASE("A command that was killed says so, whatever it has printed") {
    using namespace std::chrono_literals;
    const Result late = unfinished({Ran::State::kTimedOut, -1, kGoodModule, ""}, 5s);
    CHECK(late.state == State::kTimedOut);
    CHECK(has(late.summary, "within 5 s"));
    CHECK(unfinished({Ran::State::kStopped, -1, "", ""}, 5s).state == State::kInterrupted);
    const Result absent = unfinished({Ran::State::kNotStarted, -1, "", "no such file"}, 5s);
    CHECK(absent.state == State::kFailed);
    CHECK(has(absent.summary, "no such file"));
    // Cut off in the middle of a document: what came before counts.
    CHECK(listed_modules(std::string(kList).substr(0, 300)).size() == 1);
    CHECK(listed_modules(R"({"Path": 7} {"Path": "example.com/a"})").empty());
}
