// `gopls-proxy config` and `config check`, as a user runs them.
#include <filesystem>

#include "support/catch.hpp"
#include "support/fake_servers.hpp"
#include "support/proxied.hpp"
#include "support/schema.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

using support::Completed;
using support::Sandbox;
using support::Target;

namespace {

Completed config(const Sandbox& sandbox, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "config");
    return support::run(support::direct(sandbox, Target::proxy(), arguments));
}

support::Json json_of(const Completed& completed, const std::string& schema) {
    support::Json json = support::Json::parse(completed.output);
    CHECK(support::schema_violation(schema, json) == "");
    return json;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("config names gopls, the files and the folders in use", "[config][real]") {
    Sandbox sandbox;
    sandbox.environment["GOPLS_PROXY_GOPLS"] = Target::real_gopls();
    sandbox.write("config/gopls-proxy/config.toml", "mode = \"observe\"\nmodes = 1\n");
    const std::string file = sandbox.path("config/gopls-proxy/config.toml").string();

    const Completed text = config(sandbox, {});
    CHECK(text.status.code == 0);
    INFO(text.output);
    CHECK(has(text.output, "# gopls: " + Target::real_gopls() + " (v"));
    CHECK(has(text.output, "# configuration file: " + file + "\n"));
    CHECK(has(text.output, "/gopls-proxy.log\n"));
    CHECK(has(text.output, "# state folder: " + sandbox.path("state").string() + "/gopls-proxy\n"));
    CHECK(has(text.output, "# cache folder: " + sandbox.path("cache").string() + "/gopls-proxy\n"));
    CHECK(has(text.output, "mode = \"observe\"  # " + file + ":1\n"));
    CHECK(has(text.errors, "unknown setting modes"));

    const support::Json json = json_of(config(sandbox, {"--json"}), "config");
    CHECK(json["settings"]["mode"]["source"] == file + ":1");
    CHECK(json["gopls"]["path"] == Target::real_gopls());
    CHECK(json["configuration_file"]["read"] == true);
    CHECK(json["notes"].size() == 1);
    CHECK(json["older_sessions"].empty());
}

TEST_CASE("config names a session that began before the file was changed", "[config][fake]") {
    Sandbox sandbox;
    const support::FakeServers fakes(sandbox);
    sandbox.write("config/gopls-proxy/config.toml", "[stall]\nwindow = \"20s\"\n");
    const auto editor =
        steps::settle_fake(sandbox, support::proxied(sandbox, Target::fake_gopls()));
    // A later time, as a user's edit has.
    namespace fs = std::filesystem;
    fs::last_write_time(sandbox.path("config/gopls-proxy/config.toml"),
                        fs::file_time_type::clock::now() + std::chrono::hours(1));
    const support::Json json = json_of(config(sandbox, {"--json"}), "config");
    CHECK(json["older_sessions"].size() == 1);
    CHECK(has(config(sandbox, {}).output, "began before the file was changed"));
    fs::last_write_time(sandbox.path("config/gopls-proxy/config.toml"),
                        fs::file_time_type::clock::now() - std::chrono::hours(1));
    CHECK(json_of(config(sandbox, {"--json"}), "config")["older_sessions"].empty());
    steps::finish(*editor);
}

TEST_CASE("config check names every mistake of a file", "[config]") {
    Sandbox sandbox;
    sandbox.write("bad.toml",
                  "mode = act\n[stall]\nwindwo = \"5s\"\n[slow.methods]\n"
                  "\"textDocument/hoover\" = \"1s\"\n");
    const std::string file = sandbox.path("bad.toml").string();
    const Completed text = config(sandbox, {"check", file});
    INFO(text.output);
    CHECK(text.status.code == 1);
    CHECK(has(text.output, file + ":1: error: not TOML: "));
    CHECK(has(text.output, "allowed: act, observe or off"));
    CHECK(has(text.output, file + ":3: error: unknown setting stall.windwo; did you mean \"stall"));
    CHECK(has(text.output, file + ":5: warning: unknown method textDocument/hoover"));
    CHECK(has(text.output, "2 errors, 1 warning\n"));
    const support::Json json = json_of(config(sandbox, {"check", file, "--json"}), "config-check");
    CHECK(json["problems"].size() == 3);

    sandbox.write("doubtful.toml", "[slow.methods]\n\"new/method\" = \"1s\"\n");
    CHECK(config(sandbox, {"check", sandbox.path("doubtful.toml").string()}).status.code == 0);
    const Completed missing = config(sandbox, {"check", sandbox.path("none.toml").string()});
    CHECK(missing.status.code == 2);
    CHECK(has(missing.errors, "none.toml does not exist"));
    CHECK(config(sandbox, {"check", sandbox.path("").string()}).status.code == 2);
}

TEST_CASE("config check without a file checks the one in use", "[config]") {
    Sandbox sandbox;
    const Completed none = config(sandbox, {"check"});
    CHECK(none.status.code == 2);
    sandbox.write("config/gopls-proxy/config.toml", "mode = \"act\"\n");
    const Completed good = config(sandbox, {"check"});
    CHECK(good.status.code == 0);
    CHECK(has(good.output, "config.toml: no mistakes\n"));
    // Its own output is valid.
    const Completed printed = config(sandbox, {});
    sandbox.write("printed.toml", printed.output);
    CHECK(config(sandbox, {"check", sandbox.path("printed.toml").string()}).status.code == 0);
}
