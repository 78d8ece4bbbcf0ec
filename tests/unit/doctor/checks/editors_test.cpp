#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using doctor::Dialect;

namespace {

constexpr const char* kUser = "/home/u/.config/Code/User/settings.json";
constexpr const char* kFolder = "/w/.vscode/settings.json";

/// Adds a settings file of VS Code.
void add_file(doctor::Facts& facts, const std::string& path, const std::string& text,
              Dialect dialect = Dialect::kVsCode) {
    doctor::EditorFile file{"VS Code", path, dialect, path.starts_with("/w/"), text};
    doctor::read_settings_of(file);
    facts.editor_files.push_back(std::move(file));
}

doctor::Facts with(const std::string& text) {
    doctor::Facts facts = healthy_facts();
    add_file(facts, kUser, text);
    return facts;
}

/// The same after gopls has listed some settings and flags.
doctor::Facts asked(const std::string& text) {
    doctor::Facts facts = with(text);
    facts.gopls_api.known = true;
    facts.gopls_api.settings["staticcheck"].type = "bool";
    facts.gopls_api.settings["buildFlags"].type = "[]string";
    facts.gopls_api.flags = {"remote", "debug", "rpc.trace", "listen"};
    return facts;
}

}  // namespace

TEST_CASE("Settings of editors without a fault give no findings") {
    CHECK(ids_of(asked(R"({"go.useLanguageServer": true, "go.buildTags": "",
        "gopls": {"buildFlags": ["-v"], "staticcheck": false},
        "go.languageServerFlags": ["-rpc.trace", "-debug=localhost:6060", "--proxy-mode=observe"]})"))
              .empty());
}

TEST_CASE("A broken settings file is found with its line") {
    const auto finding = only(with("{\n\"a\" 1\n}"), "editor-settings-syntax");
    CHECK(finding.place->file == kUser);
    CHECK(finding.place->line == 2);
}

TEST_CASE("The language server that is off is found, unless the folder switches it on") {
    doctor::Facts facts = with("{\n\"go.useLanguageServer\": false}");
    CHECK(only(facts, "language-server-off").place->line == 2);
    add_file(facts, kFolder, R"({"go.useLanguageServer": true})");
    CHECK(ids_of(facts).empty());
}

TEST_CASE("Settings that the Go extension does not know are found") {
    const auto typo = only(with(R"({"go.useLangageServer": true})"), "go-setting-unknown");
    CHECK(contains(typo.seen, "did you mean \"go.useLanguageServer\"?"));
    const auto removed = only(with(R"({"go.liveErrors": {}})"), "go-setting-unknown");
    CHECK(contains(removed.seen, "older versions"));
    CHECK(contains(removed.mend[0], "gopls does this by itself"));
    CHECK(ids_of(with(R"({"gopher.x": 1, "go": 1})")).empty());
}

TEST_CASE("Values that the Go extension does not accept are found") {
    const auto finding = only(with(R"({"go.useLanguageServer": "off"})"), "go-setting-value");
    CHECK(finding.seen == "go.useLanguageServer is \"off\"; allowed: true or false.");
}

TEST_CASE("Two values of GOPATH fight each other") {
    doctor::Facts facts = with(R"({"go.toolsEnvVars": {"GOPATH": "/b"}})");
    CHECK(ids_of(facts).empty());
    add_file(facts, kFolder, "{\n\"go.gopath\": \"/a\"}");
    const auto finding = only(facts, "go-gopath-differs");
    CHECK(contains(finding.seen, "\"/a\""));
    CHECK(contains(finding.seen, "\"/b\""));
    CHECK(finding.place->file == kFolder);
    CHECK(ids_of(with(R"({"go.gopath": "/a", "go.toolsEnvVars": {"GOPATH": "/a"}})")).empty());
}

TEST_CASE("Build tags that gopls does not get are found") {
    const auto finding =
        only(with("{\"go.buildTags\": \"x\",\n\"gopls\": {\"build.buildFlags\": []}}"),
             "build-flags-ignored");
    CHECK(contains(finding.mend[0], "remove gopls.build.buildFlags"));
}

TEST_CASE("Another gopls in the folder's settings is found") {
    doctor::Facts facts = with(R"({"go.alternateTools": {"gopls": "/a/gopls"}})");
    CHECK(ids_of(facts).empty());
    add_file(facts, kFolder, R"({"go.alternateTools": {"gopls": "/b/gopls"}})");
    CHECK(contains(only(facts, "editor-programs-differ").seen, "/b/gopls"));
    facts.editor_files.pop_back();
    facts.editor_files[0].missing_programs = {"/a/gopls"};
    CHECK(contains(only(facts, "editor-program-missing").seen, "/a/gopls"));
}

TEST_CASE("Settings that this gopls does not know are found, once it was asked") {
    const std::string text = R"({"gopls": {"ui.diagnostic.staticchek": true}})";
    CHECK(ids_of(with(text)).empty());
    const auto finding = only(asked(text), "gopls-setting-unknown");
    CHECK(contains(finding.seen, "did you mean \"staticcheck\"?"));
    CHECK(contains(finding.seen, "v0.23.0"));
    CHECK(ids_of(asked(R"({"gopls": {"completeUnimported": true}})")).empty());
}

TEST_CASE("Obsolete settings have a successor, or are removed by --fix") {
    const auto renamed = only(asked(R"({"gopls": {"experimentalDiagnosticsDelay": "1s"}})"),
                              "gopls-setting-obsolete");
    CHECK(renamed.mend[0] == "write diagnosticsDelay");
    CHECK_FALSE(renamed.fix.has_value());
    const auto useless = only(asked(R"({"gopls": {"newDiff": "both"}})"), "gopls-setting-obsolete");
    REQUIRE(useless.fix.has_value());
    REQUIRE(useless.fix->removal.has_value());
    CHECK(useless.fix->removal->keys == editors::Keys{"gopls", "newDiff"});
    CHECK(doctor::words_for(*useless.fix) == std::string("remove gopls.newDiff from ") + kUser);
    // An older gopls lists it without a remark, and still has it.
    doctor::Facts old = asked(R"({"gopls": {"newDiff": "both"}})");
    old.gopls_api.settings["newDiff"].type = "string";
    CHECK(ids_of(old).empty());
    old.gopls_api.settings["newDiff"].has_no_effect = true;
    CHECK(ids_of(old) == std::vector<std::string>{"gopls-setting-obsolete"});
}

TEST_CASE("A setting in a script or in TOML is not removed by --fix") {
    doctor::Facts facts = healthy_facts();
    add_file(facts, "/home/u/init.lua", "gopls = { newDiff = 'both' }\n", Dialect::kScript);
    const auto finding = only(facts, "gopls-setting-obsolete");
    CHECK_FALSE(finding.fix.has_value());
    CHECK(finding.confidence == doctor::Confidence::kLikely);
    facts.editor_files.clear();
    add_file(facts, "/home/u/h.toml", "[language-server.gopls.config]\nnewDiff = \"both\"\n",
             Dialect::kHelix);
    CHECK_FALSE(only(facts, "gopls-setting-obsolete").fix.has_value());
}

TEST_CASE("Values that gopls does not accept, and settings given twice, are found") {
    CHECK(only(asked(R"({"gopls": {"staticcheck": "yes"}})"), "gopls-setting-value").seen ==
          "gopls.staticcheck is \"yes\"; allowed: true or false.");
    const auto twice = only(asked(R"({"gopls": {"buildFlags": [], "build.buildFlags": []}})"),
                            "gopls-setting-repeated");
    CHECK(contains(twice.seen, "gopls.build.buildFlags and gopls.buildFlags"));
}

TEST_CASE("An unknown name in a map does not make gopls ignore the others") {
    doctor::Facts facts = asked(R"({"gopls": {"ui.codelenses": {"gc_details": true}}})");
    facts.gopls_api.settings["codelenses"].type = "map[CodeLensSource]bool";
    facts.gopls_api.settings["codelenses"].map_keys = {"test", "tidy"};
    CHECK(only(facts, "gopls-setting-value").why ==
          "The name has no effect; gopls uses the others.");
}

TEST_CASE("Costly settings are notes") {
    const auto finding =
        only(asked(R"({"gopls": {"ui.diagnostic.staticcheck": true}})"), "gopls-settings-costly");
    CHECK(finding.severity == doctor::Severity::kNote);
    CHECK(finding.seen == "gopls.ui.diagnostic.staticcheck is on.");
}

TEST_CASE("Flags that gopls does not know, -remote and open ports are found") {
    const auto flags = [](const std::string& words) {
        return asked("{\n\"go.languageServerFlags\": [" + words + "]}");
    };
    CHECK(contains(only(flags("\"-rpc.trac\""), "gopls-flag-unknown").seen, "\"rpc.trace\"?"));
    CHECK(only(flags("\"-remote=auto\""), "gopls-remote").place->line == 2);
    CHECK(ids_of(flags("\"-remote=\"")).empty());
    CHECK(only(flags("\"serve\", \"-debug=0.0.0.0:6060\""), "gopls-port-open").mend[0] ==
          "write -debug=localhost:6060");
    CHECK(only(flags("\"-listen\", \":37374\""), "gopls-port-open").mend[0] ==
          "write -listen=localhost:37374");
}

TEST_CASE("A running gopls that listens for other machines is found") {
    doctor::Facts facts = healthy_facts();
    facts.open_ports = {{4711, "0.0.0.0:6060", "gopls -debug=:6060"}};
    const auto finding = only(facts, "gopls-port-open");
    CHECK(contains(finding.seen, "gopls 4711 listens on 0.0.0.0:6060"));
    CHECK(finding.mend[0] == "kill 4711");
}
