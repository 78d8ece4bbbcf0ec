#include "doctor/checks/running_gopls.hpp"

#include <algorithm>
#include <set>

#include "app/gopls/server_environment.hpp"
#include "app/incidents/mask.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

using app::incidents::masked_value;

/// Returns whether the variable changes what Go does. The proxy sets GOPLS… by itself.
bool matters_to_go(std::string_view name) {
    if (name.starts_with("CGO_") || name == "CC" || name == "CXX") return true;
    return name.starts_with("GO") && !name.starts_with("GOPLS") && !name.starts_with("GO_") &&
           !name.starts_with("GOOGLE") && name != "GOTELEMETRY" && name != "GOTRACEBACK";
}

/// Returns `GOFLAGS: -tags=a here, unset there`.
std::string difference(const std::string& name, std::string_view here, std::string_view there) {
    const auto shown = [&](std::string_view value) {
        return value.empty() ? std::string("unset") : masked_value(name, value);
    };
    return name + " is " + shown(there) + " there and " + shown(here) + " here";
}

std::vector<std::string> differences(const app::Environment& here, const app::Environment& there) {
    std::set<std::string> names;
    for (const app::Environment* environment : {&here, &there}) {
        for (const auto& [name, value] : *environment) {
            if (matters_to_go(name)) names.insert(name);
        }
    }
    // The proxy starts a gopls without network beside one that waits for the network.
    const std::vector<std::string_view> of_proxy = app::offline_variables(there);
    std::vector<std::string> list;
    for (const std::string& name : names) {
        if (std::find(of_proxy.begin(), of_proxy.end(), name) != of_proxy.end()) continue;
        const std::string_view own = app::value_of(here, name);
        const std::string_view other = app::value_of(there, name);
        if (own != other) list.push_back(difference(name, own, other));
    }
    return list;
}

std::string named_server(const RunningGopls& gopls) {
    return "gopls " + std::to_string(gopls.pid) + " in " + gopls.folder;
}

}  // namespace

Findings check_running_environment(const Facts& facts) {
    Findings findings;
    for (const RunningGopls& gopls : facts.servers) {
        const auto list = differences(facts.environment, gopls.environment);
        if (list.empty()) continue;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = "The environment of " + named_server(gopls) +
                     " differs from this shell's: " + listed(list) + ".",
             .why = "gopls and the go command in the shell load other code, and report other "
                    "errors.",
             .mend = {"start the editor from this shell",
                      "go env -w NAME=VALUE  # holds for both"}});
    }
    return findings;
}

Findings check_running_go(const Facts& facts) {
    if (facts.tools.gos.empty()) return {};
    const std::string& here = facts.tools.gos.front().path;
    Findings findings;
    for (const RunningGopls& gopls : facts.servers) {
        if (gopls.go == here) continue;
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = named_server(gopls) + " finds " +
                     (gopls.go.empty() ? "no go command on its PATH" : gopls.go + " on its PATH") +
                     ", and this shell finds " + here + ".",
             .why = "gopls and the shell use another Go.",
             .mend = {"start the editor from this shell",
                      "export PATH=" + shell_word(here.substr(0, here.rfind('/'))) +
                          ":\"$PATH\"  # in ~/.profile, for the editor as well"}});
    }
    return findings;
}

}  // namespace doctor
