#include "cli/doctor/report.hpp"

#include <regex>

#include "unit/doctor/facts_support.hpp"

using namespace unit_test;
using cli::doctor::report_json;
using cli::doctor::report_text;
using cli::doctor::Style;

namespace {

doctor::Findings findings() {
    doctor::Facts facts = healthy_facts();
    add_work(facts, {"a", "b"});
    facts.works[0].uses[1].has_go_mod = false;
    facts.modules.pop_back();
    set(facts, "GOSUMDB", "off");
    return doctor::findings_of(facts);
}

doctor::Facts at_home() {
    doctor::Facts facts = healthy_facts();
    facts.folder = "/home/u/w";
    return facts;
}

}  // namespace

TEST_CASE("A report has a paragraph for each finding, and a summary") {
    const std::string text = report_text(healthy_facts(), findings(), Style{});
    CHECK(text ==
          "error    go-work-lost  (certain)\n"
          "          /w/go.work uses ./b, where there is no go.mod.\n"
          "  at      /w/go.work:4\n"
          "  why     The go command refuses to load any module of the workspace.\n"
          "  mend    go work edit -dropuse=./b /w/go.work\n"
          "  or      restore /w/b/go.mod\n"
          "\n"
          "note     gosumdb-off  (possible)\n"
          "          GOSUMDB (from the environment) is off.\n"
          "  why     Downloaded modules are not verified. For private modules alone, GOPRIVATE is "
          "enough.\n"
          "  mend    unset GOSUMDB\n"
          "\n"
          "1 error and 1 note in /w.\n"
          "`gopls-proxy doctor --fix` mends 1 of them.\n");
    CHECK(report_text(at_home(), {}, Style{.home = "/home/u"}) == "No findings in ~/w.\n");
}

TEST_CASE("A report lists the settings of Go that are not the default, masked") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOFLAGS", "-v");
    set(facts, "GOPROXY", "https://u:hunter2@host,direct", doctor::Source::kEnvFile);
    CHECK(report_text(facts, {}, Style{}) ==
          "Settings of Go that are not the default\n"
          "  GOFLAGS        -v  (environment)\n"
          "  GOPROXY        https://***@host,direct  (go env -w)\n"
          "\n"
          "No findings in /w.\n");
}

TEST_CASE("Colours change nothing else in a report") {
    const std::string coloured = report_text(healthy_facts(), findings(), Style{.colours = true});
    CHECK(coloured.find('\x1b') != std::string::npos);
    CHECK(std::regex_replace(coloured, std::regex("\x1b\\[[0-9;]*m"), "") ==
          report_text(healthy_facts(), findings(), Style{}));
}

TEST_CASE("Texts from the workspace are printable, on one line, and without secrets") {
    doctor::Finding finding;
    finding.id = "go-mod-syntax";
    finding.seen = "evil \x1b[2J\nname https://user:hunter2@host/x";
    finding.why = "/home/u/x and '/home/u/y z'";
    finding.mend = {"rm /home/u/x"};
    finding.place = doctor::Place{"/home/u/\x07", 0};
    const Style style{.home = "/home/u"};
    const std::string text = report_text(healthy_facts(), {finding}, style);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(contains(text, "[2J name https://***@host/x"));
    CHECK(contains(text, "~/x and '/home/u/y z'"));
    CHECK(contains(text, "rm ~/x"));
    const auto json = report_json(healthy_facts(), {finding}, nullptr).dump();
    CHECK(json.find("hunter2") == std::string::npos);
    CHECK(json.find("\\u001b") == std::string::npos);
}

TEST_CASE("The JSON has all of a finding, and the settings with their sources") {
    doctor::Facts facts = healthy_facts();
    set(facts, "GOPROXY", "https://u:hunter2@host,direct", doctor::Source::kEnvFile);
    const auto json = report_json(facts, findings(), nullptr);
    CHECK(json["schema"] == 1);
    CHECK(json["fixes"].is_null());
    REQUIRE(json["findings"].size() == 2);
    const auto& first = json["findings"][0];
    CHECK(first["id"] == "go-work-lost");
    CHECK(first["area"] == "workspace");
    CHECK(first["severity"] == "error");
    CHECK(first["confidence"] == "certain");
    CHECK(first["place"]["line"] == 4);
    CHECK(first["fix"]["command"] == "go work edit -dropuse=./b /w/go.work");
    CHECK(json["findings"][1]["fix"].is_null());
    CHECK(json["settings"]["GOPROXY"]["source"] == "go env -w");
    CHECK(json["settings"]["GOPROXY"]["value"] == "https://***@host,direct");
    CHECK(json["tools"]["gopls"]["version"] == "v0.23.0");
    CHECK(json["tools"]["go"]["version"] == "go1.26.8");
}

TEST_CASE("The result of a fix says whether the finding is gone") {
    doctor::Mended mended{findings()[0], true, {}};
    CHECK(contains(cli::doctor::fix_text(mended.finding, {}), "go work edit -dropuse=./b"));
    CHECK(contains(cli::doctor::mended_text(mended, {}), "The finding is gone."));
    CHECK(contains(cli::doctor::mended_text(mended, {}), "go work edit -use=./b /w/go.work"));
    mended.gone = false;
    CHECK(contains(cli::doctor::mended_text(mended, {}), "still there"));
    mended.words = "go: no network";
    CHECK(contains(cli::doctor::mended_text(mended, {}), "The command failed: go: no network"));
    const std::vector<doctor::Mended> fixes{mended};
    const auto json = report_json(healthy_facts(), {}, &fixes);
    CHECK(json["fixes"][0]["gone"] == false);
    CHECK(json["fixes"][0]["error"] == "go: no network");
}

TEST_CASE("Only errors and warnings make the exit code 1") {
    CHECK(cli::doctor::exit_code_of({}) == 0);
    doctor::Finding note;
    CHECK(cli::doctor::exit_code_of({note}) == 0);
    doctor::Finding warning;
    warning.severity = doctor::Severity::kWarning;
    CHECK(cli::doctor::exit_code_of({note, warning}) == 1);
}
