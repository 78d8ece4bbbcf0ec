#include "doctor/next_steps.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "doctor/words.hpp"

namespace doctor {
namespace {

using Steps = std::vector<std::string>;

std::string from_folder(const Facts& facts, const std::string& command) {
    return command_in(facts.folder, command);
}

/// A command that does not end: the same with its steps shown, and a debugger for it.
Steps steps_for_hanging_command(const Facts& facts) {
    Steps steps;
    for (const Unfinished& one : facts.unfinished) {
        std::string command = one.command;
        if (command.starts_with("go list")) command.insert(7, " -x");
        steps.push_back(command_in(one.folder, command) + "  # watch where it stops");
    }
    steps.emplace_back("dlv attach \"$(pgrep -n -x go)\"  # while it hangs; then: goroutines -t");
    return steps;
}

Steps steps_for_cgo(const Facts& facts) {
    Steps steps = {from_folder(facts, "go build -x ./...") + "  # the compiler's command lines"};
    for (const CgoPackage& package : facts.packages.cgo) {
        for (const std::string& library : package.pkg_config) {
            steps.push_back("pkg-config --debug --cflags " + shell_word(library));
        }
    }
    return steps;
}

Steps steps_for_tags(const Facts& facts) {
    Steps steps;
    for (const TagSetting& editor : facts.editor_tags) {
        const std::string flag = "-tags=" + editor.tags;
        steps.push_back(from_folder(facts, command_line({"go", "list", flag, "./..."})) +
                        "  # the packages that gopls sees");
        steps.push_back(
            from_folder(facts, command_line({"dlv", "debug", "--build-flags=" + flag})) +
            "  # debug the same build");
    }
    return steps;
}

Steps steps_for_running_gopls(const Facts& facts) {
    Steps steps;
    for (const RunningGopls& gopls : facts.servers) {
        const std::string pid = std::to_string(gopls.pid);
        steps.push_back("tr '\\0' '\\n' </proc/" + pid + "/environ  # its environment");
    }
    return steps;
}

/// The ports that a gopls opened for its debug pages have profiles.
Steps steps_for_open_port(const Facts& facts) {
    Steps steps;
    for (const OpenPort& port : facts.open_ports) {
        if (port.command.find("-debug") == std::string::npos) continue;
        const std::string number = port.address.substr(port.address.rfind(':') + 1);
        steps.push_back("go tool pprof -seconds=10 http://127.0.0.1:" + number +
                        "/debug/pprof/profile  # what gopls does now");
    }
    return steps;
}

Steps steps_for_load(const Facts& facts) {
    return {from_folder(facts, "go list -e -x ./...") + "  # what the go command does for gopls",
            from_folder(facts, "gopls stats") + "  # how long gopls takes to load"};
}

Steps steps_for_costly(const Facts& facts) {
    return {
        from_folder(facts, "gopls-proxy doctor --price") + "  # what they cost here",
        from_folder(facts, "gopls stats") + "  # how long gopls takes to load",
        "go tool pprof -seconds=10 http://127.0.0.1:PORT/debug/pprof/profile  # with gopls's flag "
        "-debug=localhost:PORT"};
}

Steps steps_for_driver(const Facts& facts) {
    return {from_folder(facts, "GOPACKAGESDRIVER=off go list ./...") + "  # the same without it"};
}

Steps steps_for_modules(const Facts& facts) {
    return {from_folder(facts, "go list -m all") + "  # the versions in use",
            from_folder(facts, "go mod graph") + "  # who asks for them"};
}

using StepsFor = Steps (*)(const Facts&);
constexpr auto kSteps = std::to_array<std::pair<std::string_view, StepsFor>>({
    {"go-hangs", steps_for_hanging_command},
    {"driver-in-use", steps_for_driver},
    {"build-tags-differ", steps_for_tags},
    {"build-flags-ignored", steps_for_tags},
    {"cgo-compiler", steps_for_cgo},
    {"cgo-header", steps_for_cgo},
    {"cgo-folder", steps_for_cgo},
    {"cgo-library", steps_for_cgo},
    {"gopls-environment", steps_for_running_gopls},
    {"gopls-other-go", steps_for_running_gopls},
    {"go-mod-refused", steps_for_modules},
    {"go-work-refused", steps_for_modules},
    {"requirements-differ", steps_for_modules},
    {"go-work-versions", steps_for_modules},
    {"large-folders", steps_for_load},
    {"gopls-settings-costly", steps_for_costly},
    {"gopls-port-open", steps_for_open_port},
});

}  // namespace

std::vector<std::string> next_steps_of(const Finding& finding, const Facts& facts) {
    const auto* const found = std::find_if(
        kSteps.begin(), kSteps.end(), [&](const auto& one) { return one.first == finding.id; });
    return found == kSteps.end() ? Steps() : found->second(facts);
}

}  // namespace doctor
