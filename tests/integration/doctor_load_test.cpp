// `gopls-proxy doctor --load` and `--build` with the real go, which hangs or fails.
#include <csignal>
#include <filesystem>
#include <optional>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/silent_server.hpp"

using support::Examined;
using support::Json;
using support::Sandbox;
using support::says;

namespace {

struct LoadForDoctor : Sandbox {
    LoadForDoctor() {
        support::prepare_for_doctor(*this);
        write_module();
    }
    Examined with(const std::string& option, const std::string& seconds = "60") const {
        return support::examine(*this, "module", {option, "--time-limit", seconds});
    }
};

const Json& only_run(const Examined& result) {
    REQUIRE(result.json["runs"].size() == 1);
    return result.json["runs"][0];
}

}  // namespace

TEST_CASE("a load and a build that end are no findings", "[doctor_load][real]") {
    LoadForDoctor sandbox;
    CHECK(support::examine(sandbox, "module").json["runs"].empty());
    const auto before = support::files_in(sandbox, "module");
    const Examined load = sandbox.with("--load");
    INFO(load.describe());
    CHECK(load.code == 0);
    CHECK(only_run(load)["state"] == "ended");
    CHECK(only_run(load)["packages"] > 5);
    CHECK(says(only_run(load)["command"], "go list -x -e "));
    const Examined build = sandbox.with("--build");
    CHECK(build.code == 0);
    CHECK(only_run(build)["kind"] == "build");
    CHECK(support::files_in(sandbox, "module") == before);
}

TEST_CASE("a load that waits for a silent module proxy names it", "[doctor_load][real]") {
    LoadForDoctor sandbox;
    const support::SilentServer silent;
    sandbox.environment["GOPROXY"] = "http://" + silent.address();
    sandbox.require_module("example.com/dep");
    const Examined result = sandbox.with("--load", "3");
    INFO(result.describe());
    CHECK(says(result.finding("load-hangs")["seen"],
               "get http://" + silent.address() + "/example.com/dep/"));
    CHECK(says(result.finding("load-hangs")["seen"], "an answer from " + silent.address()));
    CHECK(says(result.finding("load-hangs")["mend"][0], "doctor --network"));
    CHECK(only_run(result)["state"] == "hung");
    CHECK_FALSE(only_run(result)["processes"].empty());
    sandbox.expect_nothing_left();
    // Another setting of GOPROXY, as `--network` would say.
    sandbox.environment["GOPROXY"] = "off";
    CHECK_FALSE(sandbox.with("--load").has("load-hangs"));
}

TEST_CASE("a signal ends a load that hangs, and nothing is left", "[doctor_load][real]") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        CAPTURE(signal);
        LoadForDoctor sandbox;
        const support::SilentServer silent;
        sandbox.environment["GOPROXY"] = "http://" + silent.address();
        sandbox.require_module("example.com/dep");
        support::ChildProcess doctor(
            support::doctor_options(sandbox, "module", {"--load", "--time-limit", "600"}));
        support::wait_until([&] { return silent.connections() > 0; }, "a question to the proxy");
        doctor.kill(signal);
        std::optional<support::ExitStatus> status;
        support::wait_until([&] { return (status = doctor.status()).has_value(); }, "the end");
        CHECK(*status == support::ExitStatus{2, 0});
        CHECK(std::filesystem::is_empty(sandbox.path("tmp")));
        sandbox.expect_nothing_left();
    }
}

TEST_CASE("a build whose C compiler hangs names the command", "[doctor_load][real]") {
    LoadForDoctor sandbox;
    // `go env` runs the compiler, too.
    const std::string cc = support::find_on_path("cc", sandbox.environment["PATH"]);
    REQUIRE_FALSE(cc.empty());
    sandbox.write_script("cc",
                         "#!/bin/sh\nif [ -e '" + sandbox.path("hang").string() +
                             "' ]; then\n  case \"$*\" in *_cgo_export.c*) exec sleep 1000 ;; "
                             "esac\nfi\nexec " +
                             cc + " \"$@\"\n");
    sandbox.environment["CC"] = sandbox.path("cc").string();
    sandbox.environment["CGO_ENABLED"] = "1";
    const std::string c_go =
        "package c\n\n// int one(void) { return 1; }\nimport \"C\"\n\n"
        "func One() int { return int(C.one()) }\n";
    sandbox.write("module/c/c.go", c_go);
    CHECK(only_run(sandbox.with("--build", "600"))["state"] == "ended");
    // Everything else is built by now.
    sandbox.write("module/c/c.go", c_go + "\nfunc Two() int { return 2 * One() }\n");
    sandbox.write("hang", "");
    const Examined result = sandbox.with("--build", "20");
    INFO(result.describe());
    CHECK(says(result.finding("load-hangs")["seen"], "go build -x"));
    CHECK(says(result.finding("load-hangs")["seen"], "sleep 1000"));
    sandbox.expect_nothing_left();
    std::filesystem::remove(sandbox.path("hang"));
    CHECK_FALSE(sandbox.with("--build", "600").has("load-hangs"));
}

TEST_CASE("packages that cannot be loaded are counted, and a build that fails is named",
          "[doctor_load][real]") {
    LoadForDoctor sandbox;
    sandbox.write("module/bad/bad.go",
                  "package bad\n\nimport \"sandbox.invalid/none\"\n\nvar X = none.Y\n");
    const Examined load = sandbox.with("--load");
    INFO(load.describe());
    CHECK(says(load.finding("load-errors")["seen"], "sandbox.invalid/none"));
    const Examined build = sandbox.with("--build");
    CHECK(says(build.finding("load-fails")["seen"], "sandbox.invalid/none"));
    std::filesystem::remove_all(sandbox.path("module/bad"));
    CHECK_FALSE(sandbox.with("--load").has("load-errors"));
    CHECK_FALSE(sandbox.with("--build").has("load-fails"));
}
