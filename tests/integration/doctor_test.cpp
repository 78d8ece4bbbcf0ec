// `gopls-proxy doctor` with the real go and gopls: its command line, the tools it examines, and its
// fixes.
#include <filesystem>
#include <fstream>

#include "doctor/versions.hpp"
#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/go_wrapper.hpp"
#include "support/proxied.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using support::Examined;
using support::Sandbox;
using support::says;
using support::Target;

namespace fs = std::filesystem;

namespace {

constexpr const char* kGoplsModule = "golang.org/x/tools/gopls";

std::string installed_go_version(const Sandbox& sandbox) {
    std::string version = support::run_in(sandbox, "", {"go", "env", "GOVERSION"});
    version.pop_back();
    return version;
}

/// Publishes a small program as the gopls that fits the installed Go; its version.
std::string publish_gopls(const Sandbox& sandbox) {
    std::string version =
        doctor::fitting_gopls(*doctor::parse_go_version(installed_go_version(sandbox)));
    support::publish(sandbox, kGoplsModule, version == "latest" ? "v0.99.0" : version,
                     {{"go.mod", "module golang.org/x/tools/gopls\n\ngo 1.20\n"},
                      {"main.go", "package main\n\nfunc main() {}\n"}});
    return version;
}

/// Writes a fake gopls whose build information names Go 1.20.
void write_old_gopls(const Sandbox& sandbox, const std::string& name) {
    std::ifstream file(Target::fake_gopls(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::size_t at = bytes.find("\6go1.26");
    REQUIRE(at != std::string::npos);
    bytes.replace(at, 7, "\6go1.20");
    sandbox.write_script(name, bytes);
}

/// PATH with the folder of the real go and the system's, and no gopls.
void use_short_path(Sandbox& sandbox) {
    const fs::path go = support::find_on_path("go", sandbox.environment["PATH"]);
    fs::create_directories(sandbox.path("bin"));
    fs::create_symlink(fs::canonical(go), sandbox.path("bin/go"));
    sandbox.environment["PATH"] = sandbox.path("bin").string() + ":/usr/bin:/bin";
}

}  // namespace

TEST_CASE("in a good workspace the doctor finds no fault and changes nothing", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write_module();
    const auto before = support::files_in(sandbox, "module");
    const Examined result = support::examine(sandbox, "module");
    INFO(result.describe());
    CHECK(result.code == 0);
    for (const auto& one : result.json["findings"]) CHECK(one["severity"] == "note");
    CHECK(result.json["folder"] == sandbox.module().string());
    CHECK(result.json["fixes"].is_null());
    CHECK(result.json["tools"]["gopls"]["path"] == Target::real_gopls());
    CHECK(result.json["tools"]["go"]["version"] == installed_go_version(sandbox));
    CHECK(result.json["settings"]["GOPROXY"]["source"] == "environment");
    CHECK(result.json["settings"]["GOROOT"]["source"] == "default");
    CHECK(support::files_in(sandbox, "module") == before);
    sandbox.expect_nothing_left();
}

TEST_CASE("the doctor prints a report, and its exit codes", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write_module();
    sandbox.environment["GOSUMDB"] = "off";
    const auto notes = support::run(support::doctor_options(sandbox, "module"));
    CHECK(notes.status.code == 0);
    CHECK(says(notes.output, "note     gosumdb-off"));
    CHECK_FALSE(says(notes.output, "\x1b"));
    CHECK(notes.errors.empty());

    sandbox.environment["GOFLAGS"] = "-mod=mod";
    CHECK(support::run(support::doctor_options(sandbox, "module")).status.code == 1);

    const auto missing = support::run(support::doctor_options(sandbox, "nonexistent"));
    CHECK(missing.status.code == 2);
    CHECK(missing.output.empty());
    CHECK(says(missing.errors, "nonexistent"));
    const auto unknown = support::run(support::doctor_options(sandbox, "module", {"--jsno"}));
    CHECK(unknown.status.code == 2);
    CHECK(says(unknown.errors, "did you mean \"--json\"?"));
    CHECK(says(support::run(support::doctor_options(sandbox, "module", {"--help"})).output,
               "Examples:"));
}

TEST_CASE("without go the doctor says so", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write_module();
    fs::create_directories(sandbox.path("empty"));
    sandbox.environment["PATH"] = sandbox.path("empty").string();
    const Examined result = support::examine(sandbox, "module");
    CHECK(result.code == 1);
    CHECK(result.finding("go-missing")["severity"] == "error");
    CHECK(result.json["tools"]["go"].is_null());
    CHECK(result.json["settings"].empty());
}

TEST_CASE("--fix installs the gopls that fits, and the finding is gone", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.environment.erase("GOPLS_PROXY_GOPLS");
    use_short_path(sandbox);
    sandbox.write_module();
    const std::string version = publish_gopls(sandbox);

    const Examined before = support::examine(sandbox, "module");
    const std::string command = "go install golang.org/x/tools/gopls@" + version;
    CHECK(before.finding("gopls-missing")["fix"]["command"] == command);
    CHECK_FALSE(fs::exists(sandbox.path("gopath/bin/gopls")));

    const Examined fixed = support::examine(sandbox, "module", {"--fix"});
    INFO(fixed.describe() << fixed.errors);
    REQUIRE(fixed.json["fixes"].size() == 1);
    CHECK(fixed.json["fixes"][0]["id"] == "gopls-missing");
    CHECK(fixed.json["fixes"][0]["command"] == command);
    CHECK(fixed.json["fixes"][0]["gone"] == true);
    CHECK(fixed.json["fixes"][0]["error"].is_null());
    CHECK(says(fixed.errors, command));
    CHECK_FALSE(fixed.has("gopls-missing"));
    CHECK(fixed.json["tools"]["gopls"]["path"] == sandbox.path("gopath/bin/gopls").string());
    CHECK(support::examine(sandbox, "module").has("gopls-missing") == false);
    CHECK(support::examine(sandbox, "module", {"--fix"}).json["fixes"].empty());
}

TEST_CASE("--fix says when the install failed", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.environment.erase("GOPLS_PROXY_GOPLS");
    use_short_path(sandbox);
    sandbox.write_module();
    const Examined result = support::examine(sandbox, "module", {"--fix"});
    REQUIRE(result.json["fixes"].size() == 1);
    CHECK(result.json["fixes"][0]["gone"] == false);
    CHECK(says(result.json["fixes"][0]["error"], "gopls"));
    CHECK(result.has("gopls-missing"));
    CHECK(result.code == 1);
    const auto printed = support::run(support::doctor_options(sandbox, "module", {"--fix"}));
    CHECK(says(printed.output, "The command failed: "));
}

TEST_CASE("--fix updates gopls if it was built with an older Go", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.environment.erase("GOPLS_PROXY_GOPLS");
    use_short_path(sandbox);
    sandbox.write_module();
    publish_gopls(sandbox);
    write_old_gopls(sandbox, "gopath/bin/gopls");
    const Examined before = support::examine(sandbox, "module");
    CHECK(says(before.finding("gopls-older-than-go")["seen"], "built with go1.20"));
    const Examined fixed = support::examine(sandbox, "module", {"--fix"});
    INFO(fixed.describe() << fixed.errors);
    REQUIRE(fixed.json["fixes"].size() == 1);
    CHECK(fixed.json["fixes"][0]["gone"] == true);
    CHECK_FALSE(fixed.has("gopls-older-than-go"));
    CHECK(fixed.json["tools"]["gopls"]["built_with"] == installed_go_version(sandbox));
}

TEST_CASE("gopls is left alone if go install did not write it", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write_module();
    write_old_gopls(sandbox, "system/gopls");
    sandbox.environment["GOPLS_PROXY_GOPLS"] = sandbox.path("system/gopls").string();
    const std::string before = sandbox.read("system/gopls");
    const Examined result = support::examine(sandbox, "module", {"--fix"});
    CHECK(result.finding("gopls-older-than-go")["fix"].is_null());
    CHECK(result.json["fixes"].empty());
    CHECK(sandbox.read("system/gopls") == before);
}

TEST_CASE("a go line newer than the Go is found with its line", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write("module/go.mod", "module example.com/a\n\ngo 1.99.1\n");
    sandbox.write("module/a.go", "package a\n");
    const Examined local = support::examine(sandbox, "module");
    CHECK(local.line("go-line-too-new") == 3);
    CHECK(local.has("gopls-older-than-go"));
    sandbox.environment["GOTOOLCHAIN"] = "auto";
    const Examined switches = support::examine(sandbox, "module");
    CHECK(switches.line("toolchain-switch") == 3);
    CHECK_FALSE(switches.has("go-line-too-new"));
    CHECK_FALSE(fs::exists(sandbox.path("gopath/pkg/mod/golang.org")));  // nothing downloaded
}

TEST_CASE("several versions, shims and drivers on PATH are found", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write_module();
    write_old_gopls(sandbox, "other/gopls");
    write_old_gopls(sandbox, "other/go");
    const std::string go = support::find_on_path("go", sandbox.environment["PATH"]);
    sandbox.write_script("shims/go", "#!/bin/sh\nexec " + go + " \"$@\"\n");
    sandbox.write_script("other/gopackagesdriver", "#!/bin/sh\nexit 1\n");
    sandbox.prepend_path(sandbox.path("other"));
    sandbox.prepend_path(sandbox.path("shims"));
    const Examined result = support::examine(sandbox, "module");
    CHECK(result.has("several-go"));
    CHECK(says(result.finding("several-gopls")["seen"], "/other/gopls"));
    CHECK(says(result.finding("version-manager")["seen"], "/shims/go"));
    CHECK(says(result.finding("driver-in-use")["seen"], "/other/gopackagesdriver"));
    sandbox.environment["GOPACKAGESDRIVER"] = "/nonexistent/driver";
    CHECK(says(support::examine(sandbox, "module").finding("driver-missing")["seen"],
               "/nonexistent/driver"));
}

TEST_CASE("a go command that hangs becomes a finding and is not left behind", "[doctor][real]") {
    Sandbox sandbox;
    support::prepare_for_doctor(sandbox);
    sandbox.write_module();
    SECTION("go env") {
        sandbox.write_script("bin/go", "#!/bin/sh\nsleep 1000 & sleep 1000\n");
        sandbox.prepend_path(sandbox.path("bin"));
        const Examined result = support::examine(sandbox, "module", {"--time-limit", "1"});
        CHECK(says(result.finding("go-hangs")["seen"], "`go env`"));
        CHECK(result.code == 1);
    }
    SECTION("go list") {
        const support::GoWrapper wrapper(sandbox);
        wrapper.block_every_list(support::GoWrapper::Which::kAll);
        const Examined result = support::examine(sandbox, "module", {"--time-limit", "3"});
        CHECK(says(result.finding("go-hangs")["seen"], "`go list "));
        CHECK(wrapper.blocked() > 0);
    }
    sandbox.expect_nothing_left();
}
