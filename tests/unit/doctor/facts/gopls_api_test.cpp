#include "doctor/facts/gopls_api.hpp"

#include "doctor/facts/go_extension.hpp"
#include "doctor/facts/open_ports.hpp"
#include "support/catch.hpp"

using doctor::complaint_about;
using doctor::GoplsApi;
using doctor::SettingJson;

namespace {

constexpr const char* kApi = R"({"Options": {"User": [
  {"Name": "staticcheck", "Type": "bool", "Doc": "", "EnumKeys": {"Keys": null}},
  {"Name": "local", "Type": "string", "EnumValues": null},
  {"Name": "memoryMode", "Type": "string", "Doc": "obsolete, no effect\n"},
  {"Name": "buildFlags", "Type": "[]string"},
  {"Name": "diagnosticsDelay", "Type": "time.Duration"},
  {"Name": "maxFileCacheBytes", "Type": "int64"},
  {"Name": "env", "Type": "map[string]string"},
  {"Name": "hints", "Type": "map[enum]bool",
   "EnumKeys": {"Keys": [{"Name": "\"parameterNames\""}, {"Name": "\"constantValues\""}, {"Name": 1}, 2]}},
  {"Name": "linksInHover", "Type": "enum",
   "EnumValues": [{"Value": "false"}, {"Value": "true"}, {"Value": "\"gopls\""}]}]}})";

constexpr const char* kHelp =
    "flags:\n  -debug=string\n    \tserve debug\n  -v,-verbose\n    \tverbose\n  -rpc.trace\n";

GoplsApi api() {
    GoplsApi read = doctor::read_gopls_api(kApi, kHelp);
    REQUIRE(read.known);
    return read;
}

}  // namespace

TEST_CASE("The settings and flags that gopls lists are read") {
    const GoplsApi read = api();
    CHECK(read.settings.size() == 9);
    CHECK(read.settings.at("memoryMode").has_no_effect);
    CHECK_FALSE(read.settings.at("local").has_no_effect);
    CHECK(read.settings.at("hints").map_keys ==
          std::vector<std::string>{"parameterNames", "constantValues"});
    CHECK(read.settings.at("linksInHover").values.size() == 3);
    CHECK(read.flags == std::set<std::string, std::less<>>{"debug", "v", "verbose", "rpc.trace"});
}

TEST_CASE("Any other output lists nothing") {
    for (const char* text :
         {"", "{", "[]", "{}", R"({"Options": 1})", R"({"Options": {"User": 1}})",
          R"({"Options": {"User": [1, {"Name": 1}]}})"}) {
        CHECK_FALSE(doctor::read_gopls_api(text, "").known);
    }
}

TEST_CASE("Values are checked by the type of the setting") {
    struct {
        const char* name;
        const char* value;
        const char* complaint;
    } const rows[] = {
        {"staticcheck", "true", ""},
        {"staticcheck", "\"true\"", " is \"true\"; allowed: true or false"},
        {"local", "\"a\"", ""},
        {"local", "1", " is 1; allowed: a string in quotes"},
        {"buildFlags", "[\"-v\"]", ""},
        {"buildFlags", "\"-v\"", " is \"-v\"; allowed: a list of strings"},
        {"buildFlags", "[1]", " is [1]; allowed: a list of strings"},
        {"diagnosticsDelay", "\"1s\"", ""},
        {"diagnosticsDelay", "250", " is 250; allowed: a duration in quotes: \"1s\", \"300ms\""},
        {"maxFileCacheBytes", "1", ""},
        {"maxFileCacheBytes", "\"1\"", " is \"1\"; allowed: a number"},
        {"env", R"({"A": "b"})", ""},
        {"env", R"({"A": 1})", " has A: 1; allowed: a string in quotes"},
        {"hints", R"({"parameterNames": true})", ""},
        {"hints", R"({"parameterName": true})",
         " has the unknown name parameterName; did you mean \"parameterNames\"?"},
        {"hints", "true", " is true; allowed: an object of names with true or false"},
        {"linksInHover", "false", ""},
        {"linksInHover", "\"GOPLS\"", ""},
        {"linksInHover", "\"x\"", " is \"x\"; allowed: false, true or \"gopls\""},
        {"staticcheck", "null", ""},
    };
    const GoplsApi read = api();
    for (const auto& row : rows) {
        INFO(row.name << " " << row.value);
        CHECK(complaint_about(read.settings.at(row.name), SettingJson::parse(row.value)) ==
              row.complaint);
    }
}

TEST_CASE("Obsolete settings have their successor") {
    CHECK(doctor::obsolete_setting("experimentalDiagnosticsDelay")->instead == "diagnosticsDelay");
    CHECK(doctor::obsolete_setting("newDiff")->instead.empty());
    CHECK_FALSE(doctor::obsolete_setting("staticcheck"));
    CHECK(doctor::is_internal_setting("completeUnimported"));
    CHECK_FALSE(doctor::is_internal_setting("staticcheck"));
}

TEST_CASE("The settings of the Go extension have types, allowed words and successors") {
    const auto complaint = [](const char* key, const char* value) {
        const auto* setting = doctor::extension_setting(key);
        REQUIRE(setting != nullptr);
        return complaint_about(*setting, SettingJson::parse(value));
    };
    CHECK(complaint("go.useLanguageServer", "true").empty());
    CHECK(complaint("go.useLanguageServer", "\"yes\"") == " is \"yes\"; allowed: true or false");
    CHECK(complaint("go.gopath", "null").empty());
    CHECK(complaint("go.gopath", "1") == " is 1; allowed: null or a string in quotes");
    CHECK(complaint("go.toolsManagement.checkForUpdates", "\"local\"").empty());
    CHECK(complaint("go.toolsManagement.checkForUpdates", "\"never\"") ==
          " is \"never\"; allowed: \"proxy\", \"local\" or \"off\"");
    CHECK(doctor::extension_setting("go.liveErrors") == nullptr);
    CHECK(doctor::successor_of("go.liveErrors").has_value());
    CHECK_FALSE(doctor::successor_of("go.buildTags").has_value());
    CHECK(doctor::extension_keys().size() > 60);
}

TEST_CASE("Addresses that other machines reach are told from those of the loopback") {
    for (const char* open : {":6060", "0.0.0.0:6060", "[::]:6060", "192.0.2.1:6060",
                             "host.example:6060", "[2001:db8::1]:1"}) {
        INFO(open);
        CHECK(doctor::is_open_to_network(open));
    }
    for (const char* closed :
         {"localhost:6060", "127.0.0.1:6060", "127.0.1.1:0", "[::1]:6060", "[::ffff:127.0.0.1]:1",
          "unix;/run/gopls.sock", "/run/x:y.sock", "@gopls", "auto", ""}) {
        INFO(closed);
        CHECK_FALSE(doctor::is_open_to_network(closed));
    }
    CHECK(doctor::on_loopback(":6060") == "localhost:6060");
    CHECK(doctor::on_loopback("[::]:37374") == "localhost:37374");
}
