// A run of the go command as gopls runs it, or of a build, and the step at which it hung.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/facts/programs.hpp"

namespace doctor {

/// A process of the go command that was waiting when its time was up.
struct WaitingProcess {
    int pid = 0;
    std::string command;
    std::string waits_for;  ///< "an answer from 127.0.0.1:80"; empty if unknown
};

struct GoRun {
    enum class Kind { kLoad, kBuild };
    Kind kind = Kind::kLoad;
    std::string command;  ///< as a person would type it, without gopls's list of fields
    Ran::State state = Ran::State::kNotStarted;
    int code = -1;
    std::chrono::milliseconds took{0};
    std::chrono::milliseconds limit{0};
    std::string words;  ///< the error of a command that failed
    /// The steps that had begun and not ended, by `-x`: "get https://…", "cd …; git fetch …".
    std::vector<std::string> unfinished;
    std::vector<WaitingProcess> processes;  ///< the innermost last
    std::size_t packages = 0;
    std::size_t faulty_packages = 0;  ///< with an error of their own
    std::string first_error;          ///< of these
};

/// Returns the unfinished steps in the stderr of `go … -x`. Pure.
std::vector<std::string> unfinished_steps(std::string_view text);

/// Returns the first error in the stderr of `go … -x`, among the commands it prints. Pure.
std::string error_words(std::string_view text);

/// Returns what a process waits for; empty if that is not visible. Pure.
std::string wait_of(const io::Process& process);

/// Counts the packages in the output of `go list -e -json`. Pure.
void count_packages(std::string_view json, GoRun& run);

}  // namespace doctor
