// A sandbox for `gopls-proxy clean` in which no cache is shared with anything else.
//
// Its rule: a process is only ended if it is the test's own. `clean` checks the plan before it
// acts.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/schema.hpp"
#include "support/steps.hpp"

namespace cleaning {

using support::Completed;
using support::ExitStatus;
using support::Json;
using support::Sandbox;
using support::Target;

struct Cleaning {
    Sandbox sandbox{Sandbox::GoplsCache::kOwn};

    /// With `kShared`, go commands use the build cache of the machine, so that the test must not
    /// choose it.
    enum class BuildCache { kOwn, kShared };

    explicit Cleaning(BuildCache build_cache = BuildCache::kOwn) {
        sandbox.write_module();
        std::filesystem::create_directories(sandbox.path("runtime"));
        std::filesystem::permissions(sandbox.path("runtime"), std::filesystem::perms::owner_all);
        sandbox.environment["XDG_RUNTIME_DIR"] = sandbox.path("runtime").string();
        if (build_cache == BuildCache::kOwn) {
            sandbox.environment["GOCACHE"] = sandbox.path("gocache").string();
        }
        sandbox.environment["GOFLAGS"] = "-mod=mod";
    }
    std::filesystem::path gopls_cache() const { return sandbox.path("gopls-cache/gopls"); }

    support::ChildOptions command(std::vector<std::string> words) const {
        words.insert(words.begin(), "clean");
        return support::direct(sandbox, Target::proxy(), words);
    }
    Completed run(const std::vector<std::string>& words) const {
        return support::run(command(words));
    }
    /// Returns the document that the command prints, whose processes to end are all of this test.
    Json clean(std::vector<std::string> words) const {
        std::vector<std::string> shown = words;
        std::erase(shown, "--yes");
        shown.emplace_back("--json");
        const Json plan = parsed(run(shown));
        REQUIRE(plan.at("dry_run") == true);
        const std::set<int> own = pids();
        for (const Json& process : plan.at("to_end")) REQUIRE(own.contains(process.at("pid")));
        if (shown.size() == words.size() + 1) return plan;
        words.emplace_back("--json");
        return parsed(run(words));
    }
    Json parsed(const Completed& done) const {
        INFO(done.output << done.errors);
        const Json document = Json::parse(done.output);
        CHECK(support::schema_violation("clean", document) == "");
        CHECK(done.status == ExitStatus{document.at("exit_code").get<int>(), 0});
        return document;
    }
    std::set<int> pids() const {
        std::set<int> found;
        for (const auto& process : sandbox.processes()) found.insert(process.pid);
        return found;
    }
    /// Runs the go command in the module.
    Completed go(const std::vector<std::string>& words) const {
        support::ChildOptions options{{"go"}, sandbox.environment, sandbox.module().string(), ""};
        options.argv.insert(options.argv.end(), words.begin(), words.end());
        return support::run(options);
    }
};

}  // namespace cleaning
