#include "cli/refresh/steps.hpp"

#include "support/catch.hpp"

using namespace cli::refresh;

namespace {

const Tasks kAll{Task::kUpdates, Task::kList,   Task::kVendor,
                 Task::kTidy,    Task::kVerify, Task::kDownload};

Root module_root(const std::string& go_version) {
    Root root;
    root.folder = "/src/app";
    root.modules = {"/src/app"};
    root.go_version = go_version;
    return root;
}

std::vector<std::string> commands_of(const std::vector<Step>& steps) {
    std::vector<std::string> commands;
    for (const Step& step : steps) commands.push_back(step.folder + ": " + command_of(step));
    return commands;
}

}  // namespace

TEST_CASE("The go commands run in an order in which each sees the result of the one before") {
    Root root = module_root("go1.26.8");
    root.is_vendored = true;
    const auto steps = make_steps(kAll, {root});
    CHECK(commands_of(steps) ==
          std::vector<std::string>{"/src/app: go mod download -json", "/src/app: go mod verify",
                                   "/src/app: go mod tidy -diff", "/src/app: go mod vendor",
                                   "/src/app: go list -mod=readonly -m -json all",
                                   "/src/app: go list -mod=readonly -m -u -json all"});
    CHECK(count_running(steps) == 6);
    CHECK(make_steps({}, {root}).empty());
    CHECK(make_steps(kAll, {}).empty());
}

TEST_CASE("A workspace is refreshed as a whole, but each of its modules is tidied") {
    Root root = module_root("go1.26.8");
    root.folder = "/src";
    root.work_file = "/src/go.work";
    root.modules = {"/src/a", "/src/b"};
    root.is_vendored = true;
    CHECK(commands_of(make_steps({Task::kVerify, Task::kTidy, Task::kVendor}, {root})) ==
          std::vector<std::string>{"/src: go mod verify", "/src/a: go mod tidy -diff",
                                   "/src/b: go mod tidy -diff", "/src: go work vendor"});
}

TEST_CASE("Nothing is vendored where vendoring is not in use, or go cannot do it") {
    Root root = module_root("go1.26.8");
    auto steps = make_steps({Task::kVendor}, {root});
    CHECK(steps.at(0).refusal == "vendoring is not in use: /src/app/vendor/modules.txt is missing");
    CHECK(count_running(steps) == 0);
    root.is_vendored = true;
    root.work_file = "/src/app/go.work";
    root.go_version = "go1.21.13";
    steps = make_steps({Task::kVendor}, {root});
    CHECK(steps.at(0).refusal == "go work vendor needs Go 1.22, and this is go1.21.13");
    root.go_version = "go1.22.0";
    CHECK(make_steps({Task::kVendor}, {root}).at(0).refusal.empty());
}

TEST_CASE("Before Go 1.23 the changes of tidy are found in a copy") {
    CHECK(has_tidy_diff("go1.23.0"));
    CHECK(has_tidy_diff("go1.26.8"));
    CHECK_FALSE(has_tidy_diff("go1.22.12"));
    CHECK_FALSE(has_tidy_diff(""));
    CHECK(command_of(make_steps({Task::kTidy}, {module_root("go1.22.12")}).at(0)) == "go mod tidy");
}

TEST_CASE("Only go commands that write need the workspace for themselves") {
    CHECK(writes(Task::kDownload));
    CHECK(writes(Task::kTidy));
    CHECK(writes(Task::kVendor));
    CHECK_FALSE(writes(Task::kVerify));
    CHECK_FALSE(writes(Task::kList));
    CHECK_FALSE(writes(Task::kUpdates));
}
