// Runs `gopls-proxy health` in a sandbox, as a user or CI would, and reads its JSON.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/doctor_runs.hpp"
#include "support/schema.hpp"
#include "support/steps.hpp"

namespace measuring {

using support::Completed;
using support::Json;
using support::Sandbox;
using support::says;
using support::Target;

/// A sandbox with a module and a gopls to measure.
struct Measuring {
    Sandbox sandbox;

    explicit Measuring(const std::string& gopls) {
        sandbox.write_module();
        use(gopls);
    }
    void use(const std::string& gopls) { sandbox.environment["GOPLS_PROXY_GOPLS"] = gopls; }
    /// Makes a shell script the gopls.
    void use_script(const std::string& text) {
        sandbox.write_script("bin/gopls", "#!/bin/sh\n" + text);
        use(sandbox.path("bin/gopls").string());
    }

    support::ChildOptions command(std::vector<std::string> words) const {
        words.insert(words.begin(), "health");
        return support::direct(sandbox, Target::proxy(), words);
    }
    Completed run(const std::vector<std::string>& words) const {
        return support::run(command(words));
    }
    /// Returns the document that the command prints, which fits its schema and exit code.
    Json measure(std::vector<std::string> words) const {
        words.emplace_back("--json");
        return parsed(run(words));
    }
    static Json parsed(const Completed& done) {
        INFO(done.output << done.errors);
        const Json document = Json::parse(done.output);
        CHECK(support::schema_violation("health", document) == "");
        CHECK(done.status == support::ExitStatus{document.at("exit_code").get<int>(), 0});
        return document;
    }

    /// The text of a file of the only incident; empty if there is none.
    std::string evidence(const Json& document, const std::string& name) const {
        const auto folder = std::filesystem::path(document.at("incident").get<std::string>());
        return sandbox.read((folder / name).lexically_relative(sandbox.path()).string());
    }
    /// Texts and times of all files of the module.
    std::map<std::string, std::pair<std::string, std::filesystem::file_time_type>> module() const {
        std::map<std::string, std::pair<std::string, std::filesystem::file_time_type>> files;
        for (const auto& [name, text] : support::files_in(sandbox, "module")) {
            files[name] = {text, std::filesystem::last_write_time(sandbox.path(name))};
        }
        return files;
    }
};

/// The state of a check; empty if there is none of this id.
inline std::string state_of(const Json& document, const std::string& id) {
    for (const Json& check : document.at("checks")) {
        if (check.at("id") == id) return check.at("state");
    }
    return {};
}

}  // namespace measuring
