#include <regex>

#include "app/incidents/document.hpp"
#include "app/incidents/mask.hpp"
#include "cli/incidents/bug_report.hpp"
#include "cli/incidents/options.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/incidents/story.hpp"
#include "cli/incidents/table.hpp"
#include "support/catch.hpp"

using namespace app::incidents;
using namespace cli::incidents;

namespace {

const std::string kId = "20261122T101502.123Z-4fa1-deadlocked";

Json document() {
    return Json::parse(R"({
      "schema": 1, "id": "20261122T101502.123Z-4fa1-deadlocked", "verdict": "deadlocked",
      "sentence": "gopls is stuck on textDocument/hover",
      "outcome": "replaced", "remedies": ["standby_clean"],
      "seconds_to_verdict": 5.0, "seconds_to_answer": 6.3,
      "evidence": {"head": "textDocument/hover", "head_age_seconds": 5.0, "owed": "",
                   "owed_age_seconds": 0.0, "pid": 12, "lock_holder": 0},
      "timeline": [{"at_seconds": 5.0, "what": "remedy: standby_clean"}],
      "open_documents": 2,
      "waiting_requests": [{"id": "7", "method": "textDocument/hover", "waited_seconds": 5.0}],
      "processes": [{"pid": 12, "parent": 1, "state": "S", "argv": ["/home/me/go/bin/gopls"],
                     "waits_for_lock_of": 9,
                     "sockets": [{"remote": "192.0.2.1:443", "state": "connecting"}]}],
      "proxy": {"version": "0.1.0"},
      "gopls": {"path": "/home/me/go/bin/gopls", "version": "v0.23.0", "built_with": "go1.26.1"},
      "go": {"version": "go1.26.1"}, "platform": "Linux", "folder": "/home/me/work"
    })");
}

/// Checks that `text` contains all of `parts`, in this order.
void check_parts(const std::string& text, const std::vector<std::string>& parts) {
    std::size_t at = 0;
    for (const std::string& part : parts) {
        INFO(part << "\nin\n" << text);
        at = text.find(part, at);
        REQUIRE(at != std::string::npos);
    }
}

std::string without_colours(const std::string& text) {
    return std::regex_replace(text, std::regex("\x1b\\[[0-9;]*m"), "");
}

}  // namespace

TEST_CASE("table_text and table_json list the incidents") {
    const std::vector<Entry> entries = {{kId, "/s/" + kId, document()},
                                        {"20261121T101502.123Z-4fa1-dead", "/s/x", Json::object()}};
    const std::string text = table_text(entries, false);
    check_parts(text, {"ID", "WHEN", "VERDICT", "OUTCOME", "WENT ON AFTER\n", kId,
                       "2026-11-22 10:15:02 UTC", "deadlocked", "replaced", "6.3 s\n",
                       "20261121T101502.123Z-4fa1-dead", "(unreadable)", "–\n"});
    CHECK(table_text(entries, true) != text);
    CHECK(without_colours(table_text(entries, true)) == text);
    CHECK(table_text({}, false).starts_with("No incidents"));

    const Json json = table_json(entries);
    CHECK(json[0]["id"] == kId);
    CHECK(json[0]["seconds_to_answer"] == 6.3);
    CHECK(json[1]["verdict"].is_null());
    CHECK(table_json({}) == Json::array());
}

TEST_CASE("story_text shows the details of an incident") {
    const std::vector<StoredFile> files = {{"incident.json", "/s/incident.json", 4096},
                                           {"stderr.txt", "/s/stderr.txt", 12}};
    const std::string text = story_text(kId, document(), files, false);
    check_parts(text, {kId, "gopls is stuck on textDocument/hover", "2026-11-22 10:15:02 UTC",
                       "replaced, gopls went on after 6.3 s", "v0.23.0", "go1.26.1", "Evidence",
                       "head              textDocument/hover", "head age          5.0 s", "pid",
                       "Timeline", "5.00 s  remedy: standby_clean", "Remedies tried",
                       "standby_clean", "textDocument/hover (id 7), for 5.0 s", "Files",
                       "4 KiB     /s/incident.json", "12 B      /s/stderr.txt"});
    CHECK(text.find("owed") == std::string::npos);  // omits fields that do not apply
    CHECK(text.find("lock holder") == std::string::npos);
    CHECK(without_colours(story_text(kId, document(), files, true)) == text);
}

TEST_CASE("Incomplete incidents are shown as far as possible") {
    CHECK(story_text(kId, Json::object(), {}, false).find(kId) == 0);
    const Json odd = Json::parse(
        R"({"sentence":5,"evidence":[1],"timeline":{"a":1},"waiting_requests":[1,null,{}],
            "seconds_to_answer":"soon","gopls":"x","remedies":[{"a":1}]})");
    CHECK_FALSE(story_text(kId, odd, {}, false).empty());
    CHECK_FALSE(bug_report(odd, {}, "/home/me").empty());
    CHECK(table_text({{kId, "", odd}}, false).find(kId) != std::string::npos);
}

TEST_CASE("bug_report writes Markdown for a gopls issue") {
    const Attachments attachments{"goroutine 1 [running]:\n\t/home/me/x.go:1\n",
                                  "its ```last``` words",
                                  "{\n  \"GOROOT\": \"/usr/local/go\"\n}\n"};
    const std::string text = bug_report(document(), attachments, "/home/me");
    check_parts(text, {"gopls version",
                       "`v0.23.0 (~/go/bin/gopls), built with go1.26.1`",
                       "- go: `go1.26.1`",
                       "gopls-proxy 0.1.0",
                       "#### go env",
                       "<details><summary>go env -json</summary>",
                       "GOROOT",
                       "#### What did you do?",
                       "#### What did you see happen?",
                       "gopls is stuck on textDocument/hover",
                       "replaced, gopls went on after 6.3 s",
                       "- head: `textDocument/hover`",
                       "5.00 s  remedy: standby_clean",
                       "textDocument/hover (id 7), for 5.0 s",
                       "#### Logs",
                       "~/go/bin/gopls",
                       "socket 192.0.2.1:443 connecting",
                       "waits for a lock of 9",
                       "````\nits ```last``` words\n````",
                       "goroutine 1 [running]:",
                       "~/x.go:1",
                       "</details>"});
    CHECK(text.find("/home/me") == std::string::npos);
}

TEST_CASE("bug_report stays below the size limit of a GitHub issue") {
    const std::string much = std::string(500'000, 'x') + "\n";
    const std::string text = bug_report(document(), {much, much, much}, "/home/me");
    CHECK(text.size() < 65'536);
    CHECK(text.ends_with("</details>\n\n"));
}

TEST_CASE("Reports contain no secrets of the environment or command lines or URLs or settings") {
    struct {
        const char* where;
        std::string text;
    } const rows[] = {
        {"/environment/GIT_PASS", "SECRET"},
        {"/environment/GIT_PAT", "SECRET"},
        {"/environment/GO_PWD", "SECRET"},
        {"/environment/GO_CRED", "SECRET"},
        {"/environment/GO_PASSPHRASE", "SECRET"},
        {"/environment/GO_KEY", "SECRET"},
        {"/environment/GITHUB_TOKEN", "SECRET"},
        {"/environment/GOAUTH", "netrc; git SECRET"},
        {"/environment/NETRC", "/home/me/SECRET"},
        {"/environment/GIT_SSH_COMMAND", "sshpass -p SECRET ssh"},
        {"/environment/GOPROXY", "https://me:SECRET@host/x?t=SECRET#SECRET,direct"},
        {"/environment/GOFLAGS", "-ldflags=-X=main.token=SECRET"},
        {"/environment/GIT_CONFIG_PARAMETERS", "'http.extraHeader=Authorization: Basic SECRET'"},
        {"/processes/0/argv/1", "--token=SECRET"},
        {"/processes/0/argv/1", "http.extraHeader=Authorization: Bearer SECRET"},
        {"/processes/0/argv/1", "http.extraHeader=PRIVATE-TOKEN: SECRET"},
        {"/processes/0/argv/1", "credential.helper=!f() { echo password=SECRET; }; f"},
        {"/processes/0/argv/1", "https://me:SECRET@host/x?access_token=SECRET#SECRET"},
        {"/processes/0/argv/1", "sshpass -pSECRET ssh"},
        {"/evidence/command", "git --password SECRET ls-remote"},
        {"/evidence/command", "curl -u me:SECRET https://host"},
        {"/evidence/detail", R"(reading config: {"initializationOptions":{"apiToken":"SECRET"}})"},
        {"/sentence", "\"git ls-remote https://SECRET@host\" waits"},
        {"/settings/gopls/value", "https://me:SECRET@host"},
        {"/go/version", "token=SECRET"},
    };
    for (const auto& row : rows) {
        INFO(row.where << " " << row.text);
        const Json::json_pointer where(row.where);
        Json told = document();
        told["processes"][0]["argv"].push_back("x");
        const bool of_environment = std::string_view(row.where).starts_with("/environment/");
        Facts facts;
        if (of_environment) {
            facts.environment[std::string(row.where).substr(13)] = row.text;
        } else {
            told[where] = row.text;
        }
        // Masks as the writer does and as the command does.
        const std::string kept = mask_json(document(told.dump(), facts, 1 << 20));
        CHECK(kept.find("SECRET") == std::string::npos);
        CHECK(Json::accept(kept));
        if (of_environment) continue;
        const std::string older = mask_secrets(printable(bug_report(told, {}, "/home/me")));
        CHECK(older.find("SECRET") == std::string::npos);
    }
    for (const char* begin : {"ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA",
                              "ASIA", "eyJ", "npm_", "pypi-", "dckr_pat_"}) {
        const std::string token = std::string(begin) + "0123456789abcdef";
        const Attachments everywhere{token, "x " + token, "{\"A\":\"" + token + "\"}", token};
        const std::string text = mask_secrets(printable(bug_report(document(), everywhere, "")));
        CHECK(text.find(token) == std::string::npos);
        CHECK(text.find("***") != std::string::npos);
    }
}

TEST_CASE("with_short_home shortens only the home folder") {
    CHECK(with_short_home("/home/me/x /home/me", "/home/me") == "~/x ~");
    CHECK(with_short_home("/home/me2 /home/me-x", "/home/me/") == "/home/me2 /home/me-x");
    CHECK(with_short_home("\"/home/me\":/home/me:", "/home/me") == "\"~\":~:");
    CHECK(with_short_home("/x", "") == "/x");
    CHECK(with_short_home("/x", "/") == "/x");
}

TEST_CASE("parse_options reads the command line of incidents") {
    const auto view = [](std::vector<std::string> words) {
        const auto options = parse_options(std::move(words));
        REQUIRE(options.has_value());
        return *options;
    };
    CHECK(view({}).view == View::kList);
    CHECK(view({"list", "--json"}).json);
    CHECK(view({"--json"}).json);
    CHECK(view({"show"}).id == "latest");
    CHECK(view({"show", "abc", "--json"}).id == "abc");
    CHECK(view({"show", "abc", "--json"}).json);
    CHECK(view({"report", "abc"}).view == View::kReport);
    for (const auto& wrong : std::vector<std::vector<std::string>>{
             {"nonsense"}, {"show", "a", "b"}, {"--nonsense"}, {"report", "--json"}}) {
        const auto refused = parse_options(wrong);
        REQUIRE(refused.has_error());
        CHECK(refused.error().exit_code == 2);
        CHECK(refused.error().text.find("incidents --help") != std::string::npos);
    }
    const auto help = parse_options({"--help"});
    REQUIRE(help.has_error());
    CHECK(help.error().exit_code == 0);
    for (const char* part : {"list", "show", "report", "--json", "latest", "Examples:"}) {
        CHECK(help.error().text.find(part) != std::string::npos);
    }
}

TEST_CASE("A document with terminal control characters is printed without them") {
    Json odd = document();
    odd["sentence"] = "\x1b]0;owned\x07";
    odd["evidence"]["\x1b[2J"] = "\x1b[2J";
    odd["folder"] = "/w/\x1b[2J";
    odd["processes"][0]["argv"] = {"\x1b[2J"};
    const std::vector<StoredFile> files = {{"\x1b[2J", "/x/\x1b[2J", 1}};
    for (const std::string& text : {story_text(kId, odd, files, false), bug_report(odd, {}, ""),
                                    table_text({{kId, "/x", odd}}, false)}) {
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\x07') == std::string::npos);
    }
}
