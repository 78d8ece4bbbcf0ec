#include "doctor/facts/go_settings.hpp"

#include "support/catch.hpp"

using namespace doctor;

namespace {

/// What the go command prints in the offline environment.
constexpr const char* kJson = R"({
    "GOCACHE": "/c", "GOFLAGS": "-tags=a", "GONOPROXY": "none", "GOPATH": "/p1:/p2",
    "GOPRIVATE": "git.example.com", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOBIN": "",
    "GOSUMDB": "sum.golang.org", "GONOSUMDB": "git.example.com"})";
constexpr const char* kRootFile =
    "# defaults\nGOPROXY=https://proxy.golang.org,direct\n"
    "GOTOOLCHAIN=auto\n";

}  // namespace

TEST_CASE("Each setting has its source") {
    const GoSettings settings =
        read_go_settings(kJson, "GOFLAGS=-tags=a\nGOPRIVATE=git.example.com\n", kRootFile,
                         {{"GOPRIVATE", "git.example.com"}, {"GOSUMDB", ""}});
    REQUIRE(settings.good());
    CHECK(settings.find("GOFLAGS")->source == Source::kEnvFile);
    CHECK(settings.find("GOPRIVATE")->source == Source::kEnvironment);
    CHECK_FALSE(settings.find("GOPRIVATE")->overridden);
    CHECK(settings.find("GOCACHE")->source == Source::kDefault);
    // An empty variable counts as unset, as for the go command.
    CHECK(settings.find("GOSUMDB")->source == Source::kDefault);
    CHECK(settings.find("GONOTHING") == nullptr);
    CHECK(settings.value("GONOTHING").empty());
}

TEST_CASE("What the doctor's own environment hides is found elsewhere") {
    const GoSettings defaults = read_go_settings(kJson, "", kRootFile, {});
    CHECK(defaults.value("GOPROXY") == "https://proxy.golang.org,direct");
    CHECK(defaults.value("GOTOOLCHAIN") == "auto");
    CHECK(defaults.value("GONOPROXY") == "git.example.com");  // that of GOPRIVATE

    const GoSettings written =
        read_go_settings(kJson, "GOPROXY=https://a.example\nGOTOOLCHAIN=go1.25.1\n", kRootFile,
                         {{"GOPROXY", "https://b.example"}});
    CHECK(written.value("GOPROXY") == "https://b.example");
    CHECK(written.find("GOPROXY")->overridden == "https://a.example");
    CHECK(written.value("GOTOOLCHAIN") == "go1.25.1");
    CHECK(written.find("GOTOOLCHAIN")->source == Source::kEnvFile);
}

TEST_CASE("An output that is not JSON is a failure") {
    CHECK(read_go_settings("go: panic", "", "", {}).answer == GoSettings::Answer::kFailed);
    CHECK_FALSE(read_go_settings("[]", "", "", {}).good());
}

TEST_CASE("The file of go env -w is read as the go command reads it") {
    const auto values = read_env_file("# GOFLAGS=no\nGOFLAGS=-a=b\r\nlower=x\nNOVALUE\n=x\nGOX=\n");
    CHECK(values.size() == 2);
    CHECK(values.at("GOFLAGS") == "-a=b");
    CHECK(values.at("GOX").empty());
}

TEST_CASE("go install writes to GOBIN, or to the first GOPATH") {
    GoSettings settings = read_go_settings(kJson, "", kRootFile, {});
    CHECK(install_folder(settings) == "/p1/bin");
    settings.values["GOBIN"].value = "/b";
    CHECK(install_folder(settings) == "/b");
    CHECK(install_folder(GoSettings()).empty());
}

TEST_CASE("The command to change a setting suits its source") {
    const GoSetting own{"x", Source::kEnvironment, {}};
    const GoSetting written{"x", Source::kEnvFile, {}};
    CHECK(change_command("GOFLAGS", own, "") == "unset GOFLAGS");
    CHECK(change_command("GOFLAGS", own, "-a") == "export GOFLAGS=-a");
    CHECK(change_command("GOFLAGS", written, "") == "go env -u GOFLAGS");
    CHECK(change_command("GOFLAGS", written, "-a") == "go env -w GOFLAGS=-a");
    CHECK(named("GOFLAGS", own) == "GOFLAGS (from the environment)");
    CHECK(named("GOFLAGS", written) == "GOFLAGS (from go env -w)");
}
