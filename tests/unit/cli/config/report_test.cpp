#include "cli/config/report.hpp"

#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace cli::config;

namespace {

Surroundings surroundings() {
    Surroundings found;
    found.gopls = GoplsInUse{"/opt/gopls", "PATH", "v0.23.0"};
    found.config_file = "/c/config.toml";
    found.config_file_read = true;
    found.log = "/s/gopls-proxy.log";
    found.state = "/s";
    found.cache = "/k";
    found.collectors = {{"traces", "https://otel.example:443/v1/traces"}};
    found.older_sessions = {{4711, "Neovim 0.11", "~/src/app"}};
    return found;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("The settings are printed below what the proxy uses") {
    const std::string text = report_text({}, surroundings());
    INFO(text);
    CHECK(has(text, "# gopls: /opt/gopls (v0.23.0, found in PATH)\n"));
    CHECK(has(text, "# configuration file: /c/config.toml\n"));
    CHECK(has(text, "# log: /s/gopls-proxy.log\n"));
    CHECK(has(text, "# state folder: /s\n"));
    CHECK(has(text, "# cache folder: /k\n"));
    CHECK(has(text, "# traces: sent to https://otel.example:443/v1/traces ("));
    CHECK(has(text, "# A session reads its settings once, at its start."));
    CHECK(has(text, "gopls-proxy 4711 (Neovim 0.11, ~/src/app) began before the file was changed"));
    CHECK(has(text, "mode = \"act\"  # default\n"));
}

TEST_CASE("What does not exist is said, on one line") {
    Surroundings found;
    found.gopls_missing = "gopls was not found\nin PATH";
    found.config_file = "/c/config.toml";
    const std::string text = report_text({}, found);
    CHECK(has(text, "# gopls: gopls was not found in PATH\n"));
    CHECK(has(text, "# configuration file: /c/config.toml (does not exist)\n"));
    found.config_file.clear();
    CHECK(has(report_text({}, found), "# configuration file: none\n"));
}

TEST_CASE("The JSON has the settings, what the proxy uses, and notes") {
    const auto json =
        nlohmann::json::parse(report_json({}, surroundings(), {"ignored: unknown setting x"}));
    CHECK(json["schema"] == 1);
    CHECK(json["settings"]["mode"]["value"] == "act");
    CHECK(json["settings"]["mode"]["source"] == "default");
    CHECK(json["settings_are_read"] == "at_start");
    CHECK(json["gopls"]["version"] == "v0.23.0");
    CHECK(json["gopls_missing"].is_null());
    CHECK(json["configuration_file"]["read"] == true);
    CHECK(json["older_sessions"][0]["pid"] == 4711);
    CHECK(json["notes"][0] == "ignored: unknown setting x");
}

TEST_CASE("Problems are printed as a compiler prints them") {
    const std::vector<app::Problem> problems = {{2, "mode", true, "invalid value \"x\""},
                                                {3, "slow.methods.a", false, "unknown method"}};
    CHECK(check_text("c.toml", problems, false) ==
          "c.toml:2: error: invalid value \"x\"\n"
          "c.toml:3: warning: unknown method\n"
          "1 error, 1 warning\n");
    CHECK(check_text("c.toml", {}, false) == "c.toml: no mistakes\n");
    const auto json = nlohmann::json::parse(check_json("c.toml", problems));
    CHECK(json["problems"][0]["severity"] == "error");
    CHECK(json["problems"][1]["line"] == 3);
    CHECK(exit_code_of(problems) == 1);
    CHECK(exit_code_of({problems[1]}) == 0);
    CHECK(exit_code_of({}) == 0);
}
