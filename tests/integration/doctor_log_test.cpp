// `gopls-proxy doctor --log` with logs that the real gopls and the proxy have written.
#include <filesystem>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/go_wrapper.hpp"
#include "support/proxied.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using support::Editor;
using support::Examined;
using support::Json;
using support::Sandbox;
using support::says;
using support::Target;

namespace {

struct LogForDoctor : Sandbox {
    LogForDoctor() {
        support::prepare_for_doctor(*this);
        write_module();
    }
    std::string log() const { return path("gopls.log").string(); }
    support::ChildOptions gopls() const {
        return support::direct(*this, Target::real_gopls(), {"-rpc.trace", "-logfile", log()});
    }

    /// Runs a session of the real gopls with these settings, until it has answered a request.
    void write_gopls_log(const Json& settings) const {
        Editor editor(gopls());
        editor.start(module(), settings);
        const std::string uri = steps::main_uri(*this);
        editor.open(uri, support::main_go());
        steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
        steps::finish(editor);
    }
    Examined with_log(const std::string& file) const {
        return support::examine(*this, "module", {"--log=" + file});
    }
};

}  // namespace

TEST_CASE("the settings that gopls refused are read from its log", "[doctor_log][real]") {
    LogForDoctor sandbox;
    sandbox.write_gopls_log(
        {{"stticcheck", true}, {"usePlaceholders", "yes"}, {"memoryMode", "x"}});
    const Examined result = sandbox.with_log(sandbox.log());
    INFO(result.describe());
    CHECK(says(result.describe(), "gopls refused the setting stticcheck: unexpected setting."));
    CHECK(says(result.describe(), "usePlaceholders: invalid type string (want bool)."));
    CHECK(says(result.finding("log-setting-deprecated")["seen"], "memoryMode"));
    CHECK(result.line("log-setting-refused") > 0);
    CHECK_FALSE(result.has("log-start-incomplete"));
    CHECK(result.json["log"]["sessions"] == 1);
    for (const char* step : {"initialize", "initialized", "configuration", "view", "packages"}) {
        INFO(step);
        CHECK(result.json["log"]["steps"][step].is_number());
    }
    CHECK(result.code == 1);
    // As the findings say.
    std::filesystem::remove(sandbox.log());
    sandbox.write_gopls_log({{"staticcheck", false}});
    CHECK_FALSE(sandbox.with_log(sandbox.log()).has("log-setting-refused"));
}

TEST_CASE("a start that waits for go list ends behind the view", "[doctor_log][real]") {
    LogForDoctor sandbox;
    const support::GoWrapper wrapper(sandbox);
    wrapper.block_every_list();
    {
        Editor editor(sandbox.gopls());
        editor.start(sandbox.module());
        editor.open(steps::main_uri(sandbox), support::main_go());
        editor.wait_until([&] { return wrapper.blocked() > 0; }, "the blocked list");
        const Examined result = sandbox.with_log(sandbox.log());
        INFO(result.describe());
        CHECK(says(result.finding("log-start-incomplete")["seen"], "behind the step `view`"));
        CHECK(says(result.finding("log-start-incomplete")["mend"][0], "--load"));
        wrapper.release();
        const std::string uri = steps::main_uri(sandbox);
        steps::expect_definition(editor, uri, steps::ask_definition(editor, uri));
        steps::finish(editor);
    }
    CHECK_FALSE(sandbox.with_log(sandbox.log()).has("log-start-incomplete"));
}

TEST_CASE("the proxy's own log is the default", "[doctor_log][real]") {
    LogForDoctor sandbox;
    const support::ChildOptions options = support::proxied(sandbox, Target::real_gopls());
    {
        const auto editor = steps::settle(sandbox, options);
        steps::finish(*editor);
    }
    sandbox.environment["GOPLS_PROXY_LOG_FILE"] = options.log_file;
    const Examined result = support::examine(sandbox, "module", {"--log"});
    INFO(result.describe());
    CHECK(result.json["log"]["file"] == options.log_file);
    CHECK(result.json["log"]["steps"]["loaded"].is_number());
    CHECK_FALSE(result.has("log-unreadable"));
    CHECK_FALSE(result.has("log-start-incomplete"));
    CHECK(support::examine(sandbox, "module").json["log"].is_null());
}

TEST_CASE("a log that is missing, a folder or something else is an error", "[doctor_log][real]") {
    LogForDoctor sandbox;
    sandbox.write("noise", std::string(100'000, '\0') + "\xff\xfe\n");
    CHECK(says(sandbox.with_log(sandbox.path("noise").string()).finding("log-unreadable")["seen"],
               "None of the 1 line"));
    CHECK(says(sandbox.with_log("/nonexistent/log").finding("log-unreadable")["seen"],
               "/nonexistent/log cannot be read"));
    CHECK(sandbox.with_log(sandbox.module().string()).has("log-unreadable"));
}
