// `gopls-proxy doctor` with real settings files of editors in a home, and the real gopls.
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <optional>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/proxied.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using support::examine;
using support::Examined;
using support::Sandbox;
using support::says;

namespace {

constexpr const char* kUser = "config/Code/User/settings.json";

/// A sandbox with a module in which the doctor finds nothing.
struct HomeWithEditors : Sandbox {
    HomeWithEditors() {
        support::prepare_for_doctor(*this);
        write_module();
    }
    Examined with(const std::string& file, const std::string& text) {
        write(file, text);
        return examine(*this, "module");
    }
};

/// Returns whether the examination found anything about editors.
bool finds_editors(const Examined& result) {
    for (const auto& one : result.json["findings"]) {
        if (one["area"] == "editors") return true;
    }
    return false;
}

}  // namespace

TEST_CASE("settings of VS Code that are no file, or lead nowhere, are named",
          "[doctor_editors][real]") {
    namespace fs = std::filesystem;
    const std::string kind = GENERATE("pipe", "folder", "dangling", "loop", "large");
    INFO(kind);
    HomeWithEditors sandbox;
    const fs::path file = sandbox.path(kUser);
    fs::create_directories(file.parent_path());
    if (kind == "pipe") REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    if (kind == "folder") fs::create_directory(file);
    if (kind == "dangling") fs::create_symlink("/no/such/file", file);
    if (kind == "loop") fs::create_symlink(file, file);
    if (kind == "large") sandbox.write(kUser, "{}" + std::string(2'000'000, ' '));
    const Examined result = examine(sandbox, "module");
    INFO(result.describe());
    CHECK(says(result.finding("editor-settings-syntax")["seen"], "settings.json cannot be read: "));
    CHECK(result.code == 1);
}

TEST_CASE("each fault in the settings of VS Code is found, and gone after its remedy",
          "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    struct Row {
        const char* text;
        const char* id;
        int line;
        const char* mended;
    };
    for (const Row& row : {
             Row{"{\n  // mine\n  \"go.useLanguageServer\": false,\n}", "language-server-off", 3,
                 "{\"go.useLanguageServer\": true}"},
             Row{"{\n\"go.useLangageServer\": true}", "go-setting-unknown", 2, "{}"},
             Row{"{\n\"go.buildTags\": [\"x\"]}", "go-setting-value", 2, "{}"},
             Row{"{\"go.gopath\": \"/a\",\n\"go.toolsEnvVars\": {\"GOPATH\": \"/b\"}}",
                 "go-gopath-differs", 1, "{\"go.toolsEnvVars\": {\"GOPATH\": \"/b\"}}"},
             Row{"{\n\"go.alternateTools\": {\"gopls\": \"/no/such/gopls\"}}",
                 "editor-program-missing", 2, "{}"},
             Row{"{\n\"go.buildTags\": \"\",\n}}", "editor-settings-syntax", 3, "{}"},
             Row{"{\"gopls\": {\n\"ui.semanticTokenz\": true}}", "gopls-setting-unknown", 2, "{}"},
             Row{"{\"gopls\": {\n\"ui.diagnostic.staticcheck\": \"yes\"}}", "gopls-setting-value",
                 2, "{}"},
             Row{"{\"gopls\": {\n\"hints\": {\"parameterName\": true}}}", "gopls-setting-value", 2,
                 "{}"},
             Row{"{\"gopls\": {\"buildFlags\": [],\n\"build.buildFlags\": []}}",
                 "gopls-setting-repeated", 1, "{\"gopls\": {\"buildFlags\": []}}"},
             Row{"{\"gopls\": {\n\"experimentalDiagnosticsDelay\": \"1s\"}}",
                 "gopls-setting-obsolete", 2,
                 "{\"gopls\": {\"ui.diagnostic.diagnosticsDelay\": "
                 "\"1s\"}}"},
             Row{"{\"gopls\": {\n\"memoryMode\": \"DegradeClosed\"}}", "gopls-setting-obsolete", 2,
                 "{}"},
             Row{"{\"gopls\": {\n\"ui.diagnostic.staticcheck\": true}}", "gopls-settings-costly", 2,
                 "{\"gopls\": {\"ui.diagnostic.staticcheck\": false}}"},
             Row{"{\"go.languageServerFlags\": [\n\"-rpc.trac\"]}", "gopls-flag-unknown", 2, "{}"},
             Row{"{\"go.languageServerFlags\": [\n\"-remote=auto\"]}", "gopls-remote", 2, "{}"},
             Row{"{\"go.languageServerFlags\": [\n\"-debug=:6060\"]}", "gopls-port-open", 2,
                 "{\"go.languageServerFlags\": [\"-debug=localhost:6060\", \"-rpc.trace\"]}"},
         }) {
        INFO(row.text);
        const Examined sick = sandbox.with(kUser, row.text);
        INFO(sick.describe());
        CHECK(sick.has(row.id));
        if (!sick.has(row.id)) continue;
        CHECK(sick.line(row.id) == row.line);
        CHECK(sick.finding(row.id)["place"]["file"] == sandbox.path(kUser).string());
        CHECK(sick.code == (sick.finding(row.id)["severity"] == "note" ? 0 : 1));
        const Examined healthy = sandbox.with(kUser, row.mended);
        INFO(healthy.describe());
        CHECK_FALSE(finds_editors(healthy));
    }
}

TEST_CASE("every setting and flag that the real gopls lists is accepted",
          "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    const support::Json api = support::Json::parse(
        support::run_in(sandbox, "", {support::Target::real_gopls(), "api-json"}));
    support::Json settings = support::Json::object();
    for (const auto& option : api["Options"]["User"]) {
        const std::string name = option["Name"];
        if (!option["DeprecationMessage"].get<std::string>().empty() ||
            says(option["Doc"], "no effect")) {
            continue;
        }
        const std::string hierarchy = option["Hierarchy"];
        settings[(hierarchy.empty() ? "" : hierarchy + ".") + name] =
            support::Json::parse(option["Default"].get<std::string>());
    }
    REQUIRE(settings.size() > 20);
    const support::Json whole = {{"gopls", settings},
                                 {"go.languageServerFlags", {"-rpc.trace", "-logfile=auto", "-v"}}};
    const Examined result = sandbox.with(kUser, whole.dump(2));
    INFO(result.describe());
    CHECK_FALSE(finds_editors(result));
}

TEST_CASE("the settings of the folder and of other editors are examined",
          "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    sandbox.write(
        kUser, "{\"go.alternateTools\": {\"gopls\": \"" + support::Target::real_gopls() + "\"}}");
    const Examined other =
        sandbox.with("module/.vscode/settings.json",
                     "{\"go.alternateTools\": {\"gopls\": \"" + support::Target::proxy() + "\"}}");
    CHECK(other.has("editor-programs-differ"));
    sandbox.write("module/.vscode/settings.json", "{}");
    const Examined workspace = sandbox.with("module/x.code-workspace",
                                            "{\"settings\": {\n\"go.useLanguageServer\": false}}");
    CHECK(workspace.line("language-server-off") == 2);
    sandbox.write("module/x.code-workspace", "{}");

    CHECK(sandbox
              .with("config/zed/settings.json",
                    R"({"lsp": {"gopls": {"initialization_options": {"newDiff": "x"}}}})")
              .has("gopls-setting-obsolete"));
    sandbox.write("config/zed/settings.json", "{}");
    const Examined helix = sandbox.with(
        "config/helix/languages.toml",
        "[language-server.gopls]\nargs = [\"-remote=auto\"]\nconfig = { staticchek = true }\n");
    CHECK(helix.line("gopls-remote") == 2);
    CHECK(helix.line("gopls-setting-unknown") == 3);
    sandbox.write("config/helix/languages.toml", "");
    const Examined neovim =
        sandbox.with("config/nvim/lua/go.lua",
                     "vim.lsp.config('gopls', {\n  cmd = {'gopls', '-listen=:37374'},\n})\n");
    CHECK(neovim.line("gopls-port-open") == 2);
}

TEST_CASE("--fix removes a setting without effect, and keeps comments and a backup",
          "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    const std::string before =
        "{\n  // mine\n  \"gopls\": {\n    \"newDiff\": \"both\", // old\n"
        "    \"ui.diagnostic.analyses\": {},\n  },\n}\n";
    sandbox.write(kUser, before);
    const Examined result = examine(sandbox, "module", {"--fix"});
    INFO(result.json.dump(2));
    REQUIRE(result.json["fixes"].size() == 1);
    CHECK(result.json["fixes"][0]["gone"] == true);
    CHECK_FALSE(result.has("gopls-setting-obsolete"));
    CHECK(says(sandbox.read(kUser), "// mine"));
    CHECK_FALSE(says(sandbox.read(kUser), "newDiff"));
    CHECK(sandbox.read(std::string(kUser) + ".gopls-proxy-backup") == before);
}

TEST_CASE("without --fix no file of an editor, and none in the configuration, changes",
          "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    sandbox.write(kUser, "{\"gopls\": {\"newDiff\": \"both\"}}");
    const auto before = support::files_in(sandbox, "config");
    CHECK(examine(sandbox, "module").has("gopls-setting-obsolete"));
    CHECK(support::files_in(sandbox, "config") == before);
    CHECK(support::files_in(sandbox, "home").empty());
}

TEST_CASE("a running gopls that listens for other machines is found", "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    const auto editor = steps::open_main(
        sandbox, support::direct(sandbox, support::Target::real_gopls(), {"-debug=0.0.0.0:0"}));
    const Examined open = examine(sandbox, "module");
    INFO(open.describe());
    const std::string pid = std::to_string(steps::only_gopls(sandbox));
    CHECK(says(open.finding("gopls-port-open")["seen"], "gopls " + pid + " listens on "));
    steps::finish(*editor);
}

TEST_CASE("without an answer from gopls, the other findings are there", "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    sandbox.write_script("slow/gopls", "#!/bin/sh\nexec sleep 600\n");
    sandbox.environment["GOPLS_PROXY_GOPLS"] = sandbox.path("slow/gopls").string();
    sandbox.write(kUser,
                  "{\"gopls\": {\"newDiff\": 1, \"x\": 1},\n\"go.useLanguageServer\": false}");
    const Examined result = examine(sandbox, "module", {"--time-limit", "1"});
    INFO(result.describe());
    CHECK(result.has("language-server-off"));
    CHECK(result.has("gopls-setting-obsolete"));
    CHECK_FALSE(result.has("gopls-setting-unknown"));
}

TEST_CASE("--price compares the times of gopls with and without a setting",
          "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    sandbox.write(kUser, R"({"gopls": {"staticcheck": true, "semanticTokens": true,
        "hints": {"parameterNames": true}, "vulncheck": "Imports"}})");
    const auto before = support::files_in(sandbox, "module");
    const Examined result = examine(sandbox, "module", {"--price"});
    INFO(result.json.dump(2) << result.errors);
    int measured = 0;
    for (const auto& one : result.json["findings"]) {
        if (one["id"] != "gopls-settings-costly") continue;
        if (says(one["seen"], "vulncheck")) {
            CHECK(says(one["why"], "not measured: it asks the vulnerability database"));
        } else {
            CHECK(says(one["why"], "Measured here: after an edit "));
            ++measured;
        }
    }
    CHECK(measured == 3);
    CHECK(says(result.errors, "measuring staticcheck"));
    CHECK(support::files_in(sandbox, "module") == before);
    CHECK(support::files_in(sandbox, "tmp").empty());
}

TEST_CASE("a signal ends --price, its gopls and its cache", "[doctor_editors][real]") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        HomeWithEditors sandbox;
        sandbox.write(kUser, R"({"gopls": {"staticcheck": true}})");
        // It loads until it is ended.
        sandbox.write_script("slow/gopls",
                             "#!/bin/sh\n[ $# -gt 0 ] && exec " + support::Target::real_gopls() +
                                 " \"$@\"\ntouch \"$TMPDIR/../measured\"\nsleep 600\n");
        sandbox.environment["GOPLS_PROXY_GOPLS"] = sandbox.path("slow/gopls").string();
        support::ChildProcess doctor(support::doctor_options(sandbox, "module", {"--price"}));
        support::wait_until([&] { return std::filesystem::exists(sandbox.path("measured")); },
                            "gopls");
        doctor.kill(signal);
        std::optional<support::ExitStatus> status;
        support::wait_until([&] { return (status = doctor.status()).has_value(); }, "the end");
        CHECK(*status == support::ExitStatus{2, 0});
        CHECK(std::filesystem::is_empty(sandbox.path("tmp")));
        sandbox.expect_nothing_left();
    }
}

TEST_CASE("findings print the commands that an expert would run next", "[doctor_editors][real]") {
    HomeWithEditors sandbox;
    sandbox.write("module/.vscode/settings.json", "{\"go.buildTags\": \"integration\"}");
    const Examined result = examine(sandbox, "module");
    const auto& next = result.finding("build-tags-differ")["next"];
    INFO(next.dump());
    REQUIRE(next.size() == 2);
    CHECK(says(next[0], "go list -tags=integration ./..."));
    CHECK(says(next[1], "dlv debug --build-flags=-tags=integration"));
    const auto text = support::run(support::doctor_options(sandbox, "module"));
    CHECK(says(text.output, "next    cd "));
}
