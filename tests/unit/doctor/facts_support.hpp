// Facts of a set-up without findings, which a test changes in one place.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "doctor/examine.hpp"
#include "doctor/facts/facts.hpp"
#include "support/catch.hpp"

namespace unit_test {

inline doctor::Tool tool(const std::string& path, const std::string& version,
                         const std::string& built_with) {
    doctor::Tool tool;
    tool.path = path;
    tool.real = path;
    tool.found_in = "PATH";
    tool.version = version;
    tool.built_with = built_with;
    return tool;
}

inline doctor::Module module_at(const std::string& folder, const std::string& path,
                                const std::string& go = "1.26") {
    doctor::Module module;
    module.folder = folder;
    module.path = path;
    module.go = go;
    module.text = "module " + path + "\n\ngo " + go + "\n";
    return module;
}

/// A module in /w with Go 1.26.8, gopls v0.23.0, and no findings.
inline doctor::Facts healthy_facts() {
    using doctor::Source;
    doctor::Facts facts;
    facts.folder = "/w";
    facts.given_folder = "/w";
    facts.tools.gos = {tool("/usr/local/go/bin/go", "", "go1.26.8")};
    facts.tools.gopls = tool("/home/u/go/bin/gopls", "v0.23.0", "go1.26.8");
    facts.tools.goplses = {*facts.tools.gopls};
    facts.settings.answer = doctor::GoSettings::Answer::kGood;
    facts.settings.values = {
        {"CC", {"gcc", Source::kDefault, {}}},
        {"CGO_ENABLED", {"1", Source::kDefault, {}}},
        {"GO111MODULE", {"", Source::kDefault, {}}},
        {"GOBIN", {"", Source::kDefault, {}}},
        {"GOCACHE", {"/home/u/.cache/go-build", Source::kDefault, {}}},
        {"GOFLAGS", {"", Source::kDefault, {}}},
        {"GOMOD", {"/w/go.mod", Source::kDefault, {}}},
        {"GOMODCACHE", {"/home/u/go/pkg/mod", Source::kDefault, {}}},
        {"GONOPROXY", {"", Source::kDefault, {}}},
        {"GONOSUMDB", {"", Source::kDefault, {}}},
        {"GOPATH", {"/home/u/go", Source::kDefault, {}}},
        {"GOPRIVATE", {"", Source::kDefault, {}}},
        {"GOPROXY", {"https://proxy.golang.org,direct", Source::kDefault, {}}},
        {"GOROOT", {"/usr/local/go", Source::kDefault, {}}},
        {"GOSUMDB", {"sum.golang.org", Source::kDefault, {}}},
        {"GOTOOLCHAIN", {"auto", Source::kDefault, {}}},
        {"GOVERSION", {"go1.26.8", Source::kDefault, {}}},
        {"GOWORK", {"", Source::kDefault, {}}},
    };
    facts.tree.answered = true;
    facts.tree.complete = true;
    facts.tree.go_files = 3;
    facts.tree.files = 5;
    facts.tree.modules = {"/w"};
    facts.modules = {module_at("/w", "example.com/w")};
    return facts;
}

/// Gives the facts a go.work in /w that uses these folders, each a module.
inline void add_work(doctor::Facts& facts, const std::vector<std::string>& folders) {
    doctor::WorkFile work;
    work.file = "/w/go.work";
    work.text = "go 1.26\n\n";
    work.go = "1.26";
    facts.modules.clear();
    for (const std::string& name : folders) {
        work.uses.push_back({"./" + name, "/w/" + name, true});
        work.text += "use ./" + name + "\n";
        const std::string folder = "/w/" + name;
        const bool known = std::any_of(facts.modules.begin(), facts.modules.end(),
                                       [&](const auto& one) { return one.folder == folder; });
        if (!known) facts.modules.push_back(module_at(folder, "example.com/" + name));
    }
    facts.works = {work};
    facts.work_above = work.file;
    facts.settings.values["GOWORK"].value = work.file;
    facts.settings.values["GOMOD"].value = "/dev/null";
}

/// Sets a setting, from the environment unless told otherwise.
inline void set(doctor::Facts& facts, const std::string& name, const std::string& value,
                doctor::Source source = doctor::Source::kEnvironment) {
    facts.settings.values[name] = {value, source, {}};
}

/// Returns the ids of all findings.
inline std::vector<std::string> ids_of(const doctor::Facts& facts) {
    std::vector<std::string> ids;
    for (const doctor::Finding& finding : doctor::findings_of(facts)) {
        ids.emplace_back(finding.id);
    }
    return ids;
}

/// Returns the one finding that there is, which must be of this kind.
inline doctor::Finding only(const doctor::Facts& facts, const std::string& id) {
    const doctor::Findings all = doctor::findings_of(facts);
    for (const doctor::Finding& finding : all) INFO(finding.id << ": " << finding.seen);
    CHECK(ids_of(facts) == std::vector<std::string>{id});
    REQUIRE(all.size() == 1);
    CHECK_FALSE(all.front().seen.empty());
    CHECK_FALSE(all.front().why.empty());
    CHECK_FALSE(all.front().mend.empty());
    return all.front();
}

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace unit_test
