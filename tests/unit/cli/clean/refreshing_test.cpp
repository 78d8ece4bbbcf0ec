#include "cli/clean/refreshing.hpp"

#include "support/catch.hpp"

using namespace cli::clean;
using cli::refresh::Root;
using cli::refresh::Roots;
using cli::refresh::Task;

namespace {

SessionFacts session(int proxy, std::vector<std::string> folders) {
    SessionFacts facts;
    facts.proxy_pid = proxy;
    facts.folders = std::move(folders);
    return facts;
}

Root root_at(const std::string& folder) {
    Root root;
    root.folder = folder;
    root.modules = {folder};
    root.go_version = "go1.26.8";
    return root;
}

}  // namespace

TEST_CASE("Go commands run in the workspaces whose gopls is stopped, and in the working folder") {
    Facts facts;
    facts.sessions = {session(11, {"/src/app", "/src/lib"}), session(12, {"/src/other"})};
    Plan plan;
    plan.to_park = {11};
    Options options;
    CHECK(folders_to_refresh(options, plan, facts, "/src/app").empty());
    options.tasks = {Task::kVerify};
    CHECK(folders_to_refresh(options, plan, facts, "/src/app") ==
          std::vector<std::string>{"/src/app", "/src/lib"});
    CHECK(folders_to_refresh(options, plan, facts, "/src/here").size() == 3);
    options.folders = {"/given"};
    CHECK(folders_to_refresh(options, plan, facts, "/src/here") ==
          std::vector<std::string>{"/given"});
}

TEST_CASE("A proxy parks its gopls for a go command that writes in its workspace") {
    Facts facts;
    facts.sessions = {session(11, {"/src/app/sub"}), session(12, {"/src"}),
                      session(13, {"/src/apple"}), session(14, {})};
    Options options;
    options.folders = {"/src/app"};
    const auto parked_for = [&](cli::refresh::Tasks tasks) {
        options.tasks = std::move(tasks);
        Plan plan;
        park_for(plan_refresh(options, {{root_at("/src/app")}, {}}), facts, plan);
        return plan.to_park;
    };
    CHECK(parked_for({Task::kDownload}) == std::vector<int>{11, 12});
    CHECK(parked_for({Task::kTidy, Task::kVerify}) == std::vector<int>{11, 12});
    CHECK(parked_for({Task::kVerify, Task::kList, Task::kUpdates}).empty());
    CHECK(parked_for({Task::kVendor}).empty());  // refused: there is no vendor folder
    Plan plan;
    plan.to_park = {12};
    options.tasks = {Task::kDownload};
    park_for(plan_refresh(options, {{root_at("/src/app")}, {}}), facts, plan);
    CHECK(plan.to_park == std::vector<int>{12, 11});
}

TEST_CASE("A folder without a module matters if it was given, or if there is no other one") {
    Options options;
    options.tasks = {Task::kVerify};
    const Roots none{{}, {"no go.mod or go.work is in /home/me"}};
    const Roots one{{root_at("/src/app")}, {"no go.mod or go.work is in /home/me"}};
    CHECK(plan_refresh(options, none).has_trouble());
    CHECK_FALSE(plan_refresh(options, none).runs_anything());
    CHECK_FALSE(plan_refresh(options, one).has_trouble());
    CHECK(plan_refresh(options, one).runs_anything());
    // The working folder was deleted.
    CHECK(plan_refresh(options, {}).problems.size() == 1);
    CHECK(plan_refresh({}, {}).problems.empty());
    options.folders = {"/home/me", "/src/app"};
    CHECK(plan_refresh(options, one).has_trouble());
}
