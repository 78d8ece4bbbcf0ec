#include "cli/refresh/run_steps.hpp"

#include <utility>

#include "app/incidents/line_diff.hpp"
#include "cli/refresh/judge.hpp"
#include "doctor/facts/programs.hpp"
#include "doctor/facts/scratch_folder.hpp"
#include "io/files.hpp"

namespace cli::refresh {
namespace {

using ::doctor::Program;
using ::doctor::Programs;
using ::doctor::Requirement;
using ::doctor::ScratchFolder;
using Clock = std::chrono::steady_clock;
using State = Result::State;

std::string text_in(const std::string& path) {
    auto text = io::read_file(path);
    return text ? std::move(*text) : std::string();
}

/// The changes that `go mod tidy` would make, or why they are unknown.
struct TidyChanges {
    std::string diff = {};
    Result failure = {};
    bool known = false;
};

class StepRunner {
  public:
    StepRunner(const std::vector<Root>& roots, const GoCommand& go, const Callbacks& callbacks)
        : roots_(roots),
          go_(go),
          callbacks_(callbacks),
          environment_(go.environment),
          programs_(go.limit) {
        environment_.erase("PWD");
    }

    Result run(const Step& step, std::size_t index) {
        Result result;
        if (!step.refusal.empty()) {
            result.state = State::kRefused;
            result.summary = step.refusal;
        } else if (!may_begin(index)) {
            result.state = State::kInterrupted;
            result.summary = "it did not run";
        } else {
            result = execute(step);
            result.took =
                std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin_);
        }
        return result;
    }

  private:
    bool may_begin(std::size_t index) {
        index_ = index;
        begin_ = Clock::now();
        is_stopped_ = is_stopped_ || !keeps_going();
        return !is_stopped_;
    }

    Result execute(const Step& step) {
        if (step.task == Task::kTidy) return tidy(step);
        const Root& root = roots_.at(step.root);
        const std::string vendored = root.folder + "/vendor/modules.txt";
        const std::string before = step.task == Task::kVendor ? text_in(vendored) : "";
        const Ran ran = run_go(step.arguments, step.folder);
        if (ran.state != Ran::State::kEnded) return unfinished(ran, go_.limit);
        switch (step.task) {
            case Task::kDownload:
                return judge_download(ran, root);
            case Task::kVerify:
                return judge_verify(ran, root);
            case Task::kVendor:
                return judge_vendor(ran, root, before, text_in(vendored));
            case Task::kList:
                return judge_list(ran, root);
            case Task::kUpdates:
            case Task::kTidy:
                break;
        }
        return judge_updates(ran, root);
    }

    Result tidy(const Step& step) {
        const bool has_flag = step.arguments.back() == "-diff";
        const TidyChanges changes = has_flag ? ask_for_diff(step) : diff_of_copy(step);
        if (!changes.known) return changes.failure;
        Result result;
        result.diff = changes.diff;
        if (result.diff.empty()) {
            result.summary = tidy_summary({}, {});
            return result;
        }
        if (!callbacks_.agrees(step, result.diff)) {
            is_stopped_ = is_stopped_ || !keeps_going();
            result.state = is_stopped_ ? State::kInterrupted : State::kDeclined;
            result.summary = "go.mod and go.sum were left as they are";
            return result;
        }
        const auto before = requirements_in(step.folder);
        const Ran ran = run_go({"mod", "tidy"}, step.folder);
        if (!ran.ok()) return failed_tidy(ran, step);
        result.versions = version_steps(before, requirements_in(step.folder));
        result.summary = tidy_summary(result.versions, result.diff);
        return result;
    }

    Result failed_tidy(const Ran& ran, const Step& step) const {
        if (ran.state != Ran::State::kEnded) return unfinished(ran, go_.limit);
        Result result;
        result.state = State::kFailed;
        result.summary = "the go command could not tidy the module";
        result.problems.push_back(failure_of(ran, roots_.at(step.root)));
        return result;
    }

    TidyChanges ask_for_diff(const Step& step) {
        const Ran ran = run_go(step.arguments, step.folder);
        // It ends with 1 if there are changes, as it does after an error.
        const bool has_changes = ran.state == Ran::State::kEnded && !ran.output.empty();
        if (ran.ok() || has_changes) return {.diff = ran.output, .known = true};
        return {.failure = failed_tidy(ran, step)};
    }

    TidyChanges diff_of_copy(const Step& step) {
        const ScratchFolder copy(go_.environment);
        const std::string copy_of_mod = copy.path() + "/go.mod";
        const std::string mod = text_in(step.folder + "/go.mod");
        const std::string sum = text_in(step.folder + "/go.sum");
        if (copy.path().empty() || !io::write_file_atomically(copy_of_mod, mod) ||
            (!sum.empty() && !io::write_file_atomically(copy.path() + "/go.sum", sum))) {
            Result failure;
            failure.state = State::kFailed;
            failure.summary = "go.mod could not be copied into the folder for temporary files";
            return {.failure = std::move(failure)};
        }
        const Ran ran = run_go({"mod", "tidy", "-modfile=" + copy_of_mod}, step.folder);
        if (!ran.ok()) return {.failure = failed_tidy(ran, step)};
        using app::incidents::unified_diff;
        return {.diff = unified_diff("go.mod", mod, text_in(copy_of_mod)) +
                        unified_diff("go.sum", sum, text_in(copy.path() + "/go.sum")),
                .known = true};
    }

    std::vector<Requirement> requirements_in(const std::string& folder) {
        const Ran ran = run_go({"mod", "edit", "-json"}, folder);
        return ::doctor::read_module(ran.output, folder).requirements;
    }

    bool keeps_going() const {
        return callbacks_.keeps_going(
            index_, std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin_));
    }

    Ran run_go(std::vector<std::string> arguments, const std::string& folder) {
        arguments.insert(arguments.begin(), go_.path);
        Ran ran = programs_.run(Program{std::move(arguments), folder, environment_}, go_.limit,
                                [this] { return keeps_going(); });
        is_stopped_ = is_stopped_ || ran.state == Ran::State::kStopped;
        return ran;
    }

    const std::vector<Root>& roots_;
    const GoCommand& go_;
    const Callbacks& callbacks_;
    app::Environment environment_;
    Programs programs_;
    std::size_t index_ = 0;
    Clock::time_point begin_;
    bool is_stopped_ = false;
};

}  // namespace

std::vector<Result> run_steps(const std::vector<Step>& steps, const std::vector<Root>& roots,
                              const GoCommand& go, const Callbacks& callbacks) {
    StepRunner runner(roots, go, callbacks);
    std::vector<Result> results;
    for (std::size_t i = 0; i < steps.size(); ++i) results.push_back(runner.run(steps[i], i));
    return results;
}

}  // namespace cli::refresh
