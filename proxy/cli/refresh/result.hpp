// The result of a go command of a refresh, explained. Values.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace cli::refresh {

/// Something wrong, and the command that mends it.
struct Problem {
    std::string text;       ///< one sentence without a full stop
    std::string mend = {};  ///< a command line for a shell; empty if there is none
};

/// A module in the output of `go list -m`.
struct ListedModule {
    std::string path;
    std::string version;           ///< empty for a main module
    std::string replaced_by = {};  ///< "../fork", "example.com/fork v1.2.0"; empty: not replaced
    std::string update = {};       ///< the newest version, if that is newer
    std::string deprecated = {};   ///< its author's words
    bool is_main = false;
    bool is_indirect = false;
    bool is_retracted = false;
};

/// A requirement of go.mod before and after `go mod tidy`.
struct VersionStep {
    std::string path;
    std::string before;  ///< empty: it was not required
    std::string after;   ///< empty: it is no longer required
    /// Whether only other modules need it.
    bool was_indirect = false;
    bool is_indirect = false;
};

struct Result {
    enum class State {
        kDone,
        kFailed,
        kTimedOut,
        kInterrupted,  ///< by the user, or not begun after that
        kRefused,      ///< it does not apply here
        kDeclined,     ///< the user did not want the changes
    };
    State state = State::kDone;
    std::chrono::milliseconds took{0};
    /// What was found or done, one sentence without a full stop; of `kRefused` the reason.
    std::string summary = {};
    std::vector<Problem> problems = {};
    /// Findings that are not faults: a replace without effect.
    std::vector<Problem> notes = {};
    std::vector<ListedModule> modules = {};
    std::vector<VersionStep> versions = {};
    std::string diff = {};  ///< of `go mod tidy`, unified
};

/// Returns the name in JSON: "done".
std::string_view name_of(Result::State state);

/// Returns whether the user has to act: it failed, took too long, was interrupted or declined.
/// A refused task counts as well, since it was asked for.
bool is_trouble(const Result& result);

}  // namespace cli::refresh
