#include "cli/refresh/steps.hpp"

#include <algorithm>

#include "doctor/versions.hpp"
#include "doctor/words.hpp"

namespace cli::refresh {
namespace {

using ::doctor::parse_go_version;

bool is_before(const std::string& go_version, const char* other) {
    const auto version = parse_go_version(go_version);
    return version && *version < *parse_go_version(other);
}

Step step_in(const Root& root, std::size_t index, Task task, std::vector<std::string> arguments) {
    return {task, index, root.folder, std::move(arguments)};
}

/// `go mod tidy` knows no workspace, so each of its modules is tidied by itself.
void add_tidy(std::vector<Step>& steps, const Root& root, std::size_t index) {
    for (const std::string& module : root.modules) {
        Step step{Task::kTidy, index, module, {"mod", "tidy"}};
        if (has_tidy_diff(root.go_version)) step.arguments.emplace_back("-diff");
        steps.push_back(std::move(step));
    }
}

Step vendor_step(const Root& root, std::size_t index) {
    const bool is_workspace = !root.work_file.empty();
    Step step = step_in(root, index, Task::kVendor, {is_workspace ? "work" : "mod", "vendor"});
    if (!root.is_vendored) {
        step.refusal = "vendoring is not in use: " + root.folder + "/vendor/modules.txt is missing";
    } else if (is_workspace && is_before(root.go_version, "go1.22.0")) {
        step.refusal = "go work vendor needs Go 1.22, and this is " + root.go_version;
    }
    return step;
}

}  // namespace

bool has_tidy_diff(const std::string& go_version) {
    return parse_go_version(go_version).has_value() && !is_before(go_version, "go1.23.0");
}

std::vector<Step> make_steps(const Tasks& tasks, const std::vector<Root>& roots) {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < roots.size(); ++i) {
        const Root& root = roots[i];
        for (const Task task : tasks) {
            switch (task) {
                case Task::kDownload:
                    steps.push_back(step_in(root, i, task, {"mod", "download", "-json"}));
                    break;
                case Task::kVerify:
                    steps.push_back(step_in(root, i, task, {"mod", "verify"}));
                    break;
                case Task::kTidy:
                    add_tidy(steps, root, i);
                    break;
                case Task::kVendor:
                    steps.push_back(vendor_step(root, i));
                    break;
                // With a vendor folder, the go command would list no versions.
                case Task::kList:
                    steps.push_back(
                        step_in(root, i, task, {"list", "-mod=readonly", "-m", "-json", "all"}));
                    break;
                case Task::kUpdates:
                    steps.push_back(step_in(root, i, task,
                                            {"list", "-mod=readonly", "-m", "-u", "-json", "all"}));
                    break;
            }
        }
    }
    return steps;
}

std::string command_of(const Step& step) {
    std::vector<std::string> argv = {"go"};
    argv.insert(argv.end(), step.arguments.begin(), step.arguments.end());
    return ::doctor::command_line(argv);
}

std::size_t count_running(const std::vector<Step>& steps) {
    return static_cast<std::size_t>(std::count_if(
        steps.begin(), steps.end(), [](const Step& step) { return step.refusal.empty(); }));
}

}  // namespace cli::refresh
