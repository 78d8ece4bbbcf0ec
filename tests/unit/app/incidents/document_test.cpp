#include "app/incidents/document.hpp"

#include "app/incidents/go_env.hpp"
#include "support/catch.hpp"

using namespace app::incidents;

namespace {

constexpr const char* kCore =
    R"({"schema":1,"verdict":"dead","processes":[{"pid":1}],"timeline":[{"what":"x"}]})";

Facts facts() {
    Facts facts;
    facts.id = "20261122T101502.123Z-0001-dead";
    facts.time = "2026-11-22T10:15:02.123Z";
    facts.proxy_version = "0.1.0";
    facts.gopls_path = "/bin/gopls";
    facts.gopls_version = "v0.23.0";
    facts.folder = "/w";
    facts.platform = "Linux";
    facts.settings = Json::object();
    facts.environment = {{"GOPROXY", "http://u:p@h"}, {"GOKEY", "x"}, {"EDITOR", "vi"}};
    return facts;
}

}  // namespace

TEST_CASE("document combines the core's data with the shell's") {
    const Json json = Json::parse(document(kCore, facts(), 1 << 20));
    CHECK(json["schema"] == 1);
    CHECK(json["id"] == "20261122T101502.123Z-0001-dead");
    CHECK(json["time"] == "2026-11-22T10:15:02.123Z");
    CHECK(json["verdict"] == "dead");
    CHECK(json["proxy"]["version"] == "0.1.0");
    CHECK(json["gopls"]["path"] == "/bin/gopls");
    CHECK(json["gopls"]["version"] == "v0.23.0");
    CHECK(json["gopls"]["built_with"].is_null());
    CHECK(json["gopls"]["debug_port"].is_null());
    Facts with_port = facts();
    with_port.gopls_debug_port = 6060;
    CHECK(Json::parse(document(kCore, with_port, 1 << 20))["gopls"]["debug_port"] == 6060);
    CHECK(json["go"]["version"].is_null());
    CHECK(json["folder"] == "/w");
    CHECK(json["platform"] == "Linux");
    CHECK(json["environment"] == Json({{"GOKEY", "***"}, {"GOPROXY", "http://***@h"}}));
    CHECK_FALSE(json.contains("left_out"));
}

TEST_CASE("document drops lists if it is too large and remains valid JSON") {
    Json core = Json::parse(kCore);
    for (int i = 0; i < 1000; ++i) core["processes"].push_back({{"pid", i}});
    const std::string text = document(core.dump(), facts(), 2000);
    CHECK(text.size() <= 2000);
    const Json json = Json::parse(text);
    CHECK(json["processes"].empty());
    CHECK(json["timeline"].size() == 1);
    CHECK(json["left_out"] == Json::array({"processes"}));
}

TEST_CASE("document works without data from the core") {
    const Json json = Json::parse(document("not JSON", facts(), 1 << 20));
    CHECK(json["schema"] == 0);
    CHECK(json["folder"] == "/w");
}

TEST_CASE("changed_settings lists non-default settings with their sources") {
    app::Configured configured;
    CHECK(changed_settings(configured).empty());
    configured.settings.stall.window = std::chrono::seconds(8);
    configured.sources["stall.window"] = "GOPLS_PROXY_STALL_WINDOW";
    configured.sources["mode"] = "--proxy-mode";  // set explicitly to its default
    const Json changed = changed_settings(configured);
    CHECK(changed.size() == 1);
    CHECK(changed["stall.window"]["value"] == "8s");
    CHECK(changed["stall.window"]["source"] == "GOPLS_PROXY_STALL_WINDOW");
}

TEST_CASE("read_go_env masks go env or records why it is missing") {
    const GoEnvAnswer answer = read_go_env(
        R"({"GOVERSION":"go1.26.1","GOPROXY":"https://u:p@h","GOAUTH":"netrc"})", "", true);
    CHECK(answer.go_version == "go1.26.1");
    const Json kept = Json::parse(answer.json);
    CHECK(kept["GOPROXY"] == "https://***@h");
    CHECK(kept["GOAUTH"] == "***");
    for (const GoEnvAnswer& failed :
         {read_go_env("", "go: go.mod: no such file\n", false), read_go_env("no JSON", "", true)}) {
        CHECK(failed.go_version.empty());
        CHECK(Json::parse(failed.json).contains("error"));
    }
    CHECK(Json::parse(read_go_env("", "why\n", false).json)["stderr"] == "why\n");
}

TEST_CASE("parsed returns an empty document for invalid or deeply nested text") {
    CHECK(parsed(R"({"a":[[1]],"b":"[[[[\"{{"})").at("a").at(0).at(0) == 1);
    const std::string opening(200'000, '[');
    const std::string closing(200'000, ']');
    for (const std::string& text : {std::string(), std::string("[1]"), std::string("{"),
                                    R"({"a":)" + opening, R"({"a":)" + opening + closing + "}"}) {
        CHECK(parsed(text).empty());
    }
}
