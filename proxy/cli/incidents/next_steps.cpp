#include "cli/incidents/next_steps.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/incidents/reading.hpp"
#include "doctor/words.hpp"

namespace cli::incidents {
namespace {

using ::doctor::command_in;
using ::doctor::command_line;
using ::doctor::shell_word;
using Steps = std::vector<std::string>;

constexpr std::string_view kGoplsPackage = "golang.org/x/tools/gopls";
/// Outcomes after which the process of the incident is gone.
constexpr std::array<std::string_view, 3> kEnds = {"replaced", "gave_up", "session_ended"};

int pid_of_gopls(const Json& document) {
    for (const Json& process : list_at(document, "/processes")) {
        const auto pid = number_at(process, "/pid");
        if (pid && *pid > 1) return static_cast<int>(*pid);
    }
    return 0;
}

/// Returns the process that the verdict blames, else an empty object.
Json blamed_process(const Json& document) {
    const auto pid = number_at(document, "/evidence/pid");
    for (const Json& process : list_at(document, "/processes")) {
        if (pid && *pid > 0 && number_at(process, "/pid") == pid) return process;
    }
    return Json::object();
}

/// Returns the command line of a process, with its program by name alone.
std::vector<std::string> words_of(const Json& process) {
    std::vector<std::string> words;
    for (const Json& word : list_at(process, "/argv")) words.push_back(text_at(word, ""));
    if (!words.empty()) words[0] = words[0].substr(words[0].rfind('/') + 1);
    return words;
}

/// Returns `go list -x …` for `go list …`; empty for another program.
std::string with_steps_shown(std::vector<std::string> words) {
    if (words.size() < 2 || words[0] != "go") return {};
    if (words[1] == "list" || words[1] == "build") {
        words.insert(words.begin() + 2, "-x");
    } else if (words[1] != "env" && words[1] != "version") {
        return {};
    }
    return command_line(words);
}

bool may_still_run(const Json& document) {
    const std::string outcome = text_at(document, "/outcome");
    return std::find(kEnds.begin(), kEnds.end(), outcome) == kEnds.end();
}

void add_debugger(const Json& document, Steps& steps) {
    const int pid = pid_of_gopls(document);
    const bool runs = pid > 0 && may_still_run(document);
    const std::string number = runs ? std::to_string(pid) : "PID";
    const std::string whose = runs ? "" : ", with the pid of gopls while it hangs again";
    steps.push_back("dlv attach " + number + "  # then: goroutines -t" + whose);
    steps.push_back("kill -QUIT " + number +
                    "  # ends gopls; its goroutines are in the next incident" + whose);
}

/// `kinds` are profiles of Go's net/http/pprof.
void add_profiles(const Json& document, std::initializer_list<std::string_view> kinds,
                  Steps& steps) {
    const auto port = number_at(document, "/gopls/debug_port");
    if (!port || !may_still_run(document)) {
        steps.push_back(
            "GOPLS_PROXY_EVIDENCE_DEBUG_PORT=on  # for the editor: opens gopls's debug port, which "
            "the log names");
    }
    const std::string base =
        "http://127.0.0.1:" +
        (port ? std::to_string(static_cast<int>(*port)) : std::string("PORT")) + "/debug/pprof/";
    for (const std::string_view kind : kinds) {
        const std::string_view time = kind == "profile" ? "-seconds=10 " : "";
        steps.push_back("go tool pprof " + std::string(time) + base + std::string(kind));
    }
}

void add_go_command(const Json& document, Steps& steps) {
    const Json blamed = blamed_process(document);
    const std::string folder = text_at(document, "/folder");
    const std::string again = with_steps_shown(words_of(blamed));
    const auto in_folder = [&](const std::string& command) {
        return folder.empty() ? command : command_in(folder, command);
    };
    if (!again.empty()) steps.push_back(in_folder(again) + "  # the same command, step by step");
    steps.push_back(in_folder("go build -x ./...") + "  # the last line is the step that hangs");
    const auto pid = number_at(blamed, "/pid");
    if (pid && text_at(document, "/outcome") == "open") {
        steps.push_back("dlv attach " + std::to_string(static_cast<int>(*pid)) +
                        "  # then: goroutines -t");
    }
}

void add_network(const Json& document, Steps& steps) {
    const std::string host = text_at(document, "/evidence/host");
    if (!host.empty()) {
        steps.push_back("curl -v --max-time 30 " + shell_word("https://" + host) +
                        "  # where the connection stops");
    }
    steps.emplace_back("go env GOPROXY GONOPROXY GOPRIVATE GOSUMDB");
}

}  // namespace

std::vector<std::string> next_steps_of(const std::string& id, const Json& document) {
    const std::string verdict = text_at(document, "/verdict");
    Steps steps;
    if (verdict == "deadlocked" || verdict == "asked") {
        add_debugger(document, steps);
        add_profiles(document, {"goroutine"}, steps);
    } else if (verdict == "spinning") {
        add_profiles(document, {"profile", "goroutine"}, steps);
        add_debugger(document, steps);
    } else if (verdict == "out_of_memory") {
        add_profiles(document, {"heap"}, steps);
    } else if (verdict == "dead" || verdict == "garbage") {
        steps.push_back("gopls-proxy incidents report " + shell_word(id) +
                        "  # for https://go.dev/issue/new");
        steps.push_back("go install " + std::string(kGoplsPackage) +
                        "@latest  # the fault may be mended");
    } else if (verdict == "cache_fault") {
        steps.emplace_back("gopls-proxy clean");
    } else if (verdict == "build_cache_fault") {
        steps.emplace_back("go env GOCACHE");
        steps.emplace_back("go clean -cache");
        add_go_command(document, steps);
    } else if (verdict == "packages_driver") {
        steps.emplace_back("GOPACKAGESDRIVER=off go list ./...  # the same without the driver");
    } else if (verdict == "go_command_local" || verdict == "go_env" || verdict == "other_child" ||
               verdict == "reload_storm") {
        add_go_command(document, steps);
    } else if (verdict == "go_command_network" || verdict == "toolchain_download") {
        add_network(document, steps);
        add_go_command(document, steps);
    }
    return steps;
}

}  // namespace cli::incidents
