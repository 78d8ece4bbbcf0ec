#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::Source;

TEST_CASE("A missing go is an error") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gos.clear();
    facts.settings = {};
    facts.modules.clear();
    CHECK(only(facts, "go-missing").severity == doctor::Severity::kError);
}

TEST_CASE("A go command that fails or hangs is named") {
    doctor::Facts facts = healthy_facts();
    facts.settings = {};
    facts.settings.answer = doctor::GoSettings::Answer::kFailed;
    facts.settings.error = "go: parsing $GOFLAGS: non-flag \"x\"";
    CHECK(contains(only(facts, "go-fails").seen, "non-flag"));
    facts.environment = {{"GOFLAGS", "x"}, {"GOTMPDIR", "/file"}, {"HOME", "x"}};
    CHECK(only(facts, "go-fails").mend[0] == "unset GOFLAGS  # the message is about its value");
    facts.settings.error = "go: mkdir /file/b: not a directory";
    CHECK(contains(only(facts, "go-fails").mend[0], "unset GOTMPDIR"));
    facts.environment.clear();
    facts.settings.answer = doctor::GoSettings::Answer::kTimedOut;
    CHECK(only(facts, "go-hangs").confidence == doctor::Confidence::kLikely);

    doctor::Facts slow = healthy_facts();
    slow.unfinished = {{"git status", "/lib", std::chrono::seconds(5)}};
    const auto finding = only(slow, "go-hangs");
    CHECK(contains(finding.seen, "`git status` in /lib did not end within 5 s"));
}

TEST_CASE("A missing gopls is installed in the version that fits the Go") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gopls.reset();
    facts.tools.goplses.clear();
    facts.tools.gopls_missing = "gopls was not found on PATH";
    const auto finding = only(facts, "gopls-missing");
    REQUIRE(finding.fix);
    CHECK(finding.fix->argv ==
          std::vector<std::string>{"go", "install", "golang.org/x/tools/gopls@v0.23.0"});
    CHECK(finding.fix->downloads);
    CHECK(finding.fix->undo == "rm /home/u/go/bin/gopls");

    facts.tools.gopls_missing = "invalid value \"/x\" for gopls (from GOPLS_PROXY_GOPLS)";
    CHECK_FALSE(only(facts, "gopls-missing").fix);
}

TEST_CASE("gopls is replaced if it was built with an older Go and go install put it there") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gopls->version = "v0.20.0";
    facts.tools.gopls->built_with = "go1.24.3";
    facts.tools.goplses = {*facts.tools.gopls};
    const auto finding = only(facts, "gopls-older-than-go");
    CHECK(contains(finding.seen, "built with go1.24.3"));
    CHECK(contains(finding.seen, "go1.26.8"));
    REQUIRE(finding.fix);
    CHECK(finding.fix->argv.back() == "golang.org/x/tools/gopls@v0.23.0");
    CHECK(finding.fix->undo == "go install golang.org/x/tools/gopls@v0.20.0");

    facts.tools.gopls->path = "/usr/bin/gopls";
    facts.tools.gopls->real = "/usr/bin/gopls";
    facts.tools.goplses = {*facts.tools.gopls};
    const auto of_system = only(facts, "gopls-older-than-go");
    CHECK_FALSE(of_system.fix);
    CHECK(of_system.mend.size() == 2);

    // Another patch version is not another Go.
    facts.tools.gopls->built_with = "go1.26.1";
    CHECK(ids_of(facts).empty());
}

TEST_CASE("A go line newer than the Go of gopls counts as well") {
    doctor::Facts facts = healthy_facts();
    facts.modules[0] = module_at("/w", "example.com/w", "1.27.0");
    CHECK(ids_of(facts) == std::vector<std::string>{"gopls-older-than-go", "toolchain-switch"});
    CHECK(contains(doctor::findings_of(facts)[0].seen, "/w/go.mod has the line `go 1.27.0`"));
}

TEST_CASE("A Go too old for gopls is an error") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gos[0].built_with = "go1.20.14";
    set(facts, "GOVERSION", "go1.20.14", Source::kDefault);
    facts.modules[0] = module_at("/w", "example.com/w", "1.20");
    const auto finding = only(facts, "go-too-old");
    REQUIRE(finding.fix);
    CHECK(finding.fix->argv.back() == "golang.org/x/tools/gopls@v0.15.3");
    facts.tools.gopls->version = "v0.15.3";
    facts.tools.goplses = {*facts.tools.gopls};
    CHECK(ids_of(facts).empty());
}

TEST_CASE("A go line that the installed Go does not reach has its place") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gopls->built_with = "go1.30.0";
    facts.tools.goplses = {*facts.tools.gopls};
    facts.modules[0] = module_at("/w", "example.com/w", "1.30");
    const auto note = only(facts, "toolchain-switch");
    REQUIRE(note.place);
    CHECK(note.place->line == 3);

    set(facts, "GOTOOLCHAIN", "local", Source::kEnvFile);
    const auto error = only(facts, "go-line-too-new");
    CHECK(error.place->line == 3);
    CHECK(contains(error.seen, "GOTOOLCHAIN (from go env -w) is local"));
    CHECK(error.mend.back() == "go env -w GOTOOLCHAIN=auto");

    // A toolchain line alone is a wish, which `local` ignores.
    facts.modules[0] = module_at("/w", "example.com/w");
    facts.modules[0].toolchain = "go1.30.1";
    facts.modules[0].text += "toolchain go1.30.1\n";
    CHECK(ids_of(facts).empty());
    set(facts, "GOTOOLCHAIN", "auto", Source::kDefault);
    CHECK(only(facts, "toolchain-switch").place->line == 4);
}

TEST_CASE("Several versions on PATH are notes, the same version twice is none") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gos.push_back(tool("/usr/bin/go", "", "go1.26.8"));
    facts.tools.goplses.push_back(tool("/usr/bin/gopls", "v0.23.0", "go1.26.8"));
    CHECK(ids_of(facts).empty());
    facts.tools.gos[1].built_with = "go1.22.1";
    CHECK(contains(only(facts, "several-go").seen, "/usr/bin/go (go1.22.1)"));
    facts.tools.gos.pop_back();
    facts.tools.goplses[1].version = "v0.16.2";
    CHECK(contains(only(facts, "several-gopls").seen, "/usr/bin/gopls (v0.16.2)"));
}

TEST_CASE("Shims of version managers are notes") {
    doctor::Facts facts = healthy_facts();
    facts.tools.gos[0] = tool("/home/u/.asdf/shims/go", "", "");
    facts.tools.gos[0].script = true;
    CHECK(contains(only(facts, "version-manager").seen, "/.asdf/shims/go"));
    facts.tools.gos[0] = tool("/home/u/bin/go", "", "");
    facts.tools.gos[0].real = "/usr/bin/mise";
    only(facts, "version-manager");
    facts.tools.gos[0].real = "/home/u/go1.26/bin/go";
    CHECK(ids_of(facts).empty());
}

TEST_CASE("A packages driver is a note, and one that is not there an error") {
    doctor::Facts facts = healthy_facts();
    facts.tools.driver = "/usr/bin/gopackagesdriver";
    CHECK(contains(only(facts, "driver-in-use").mend[0], "GOPACKAGESDRIVER=off"));
    facts.tools.driver_setting = "off";
    CHECK(ids_of(facts).empty());
    facts.tools.driver_setting = "/opt/driver";
    facts.tools.driver.clear();
    CHECK(contains(only(facts, "driver-missing").seen, "/opt/driver"));
}
