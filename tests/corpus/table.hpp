// The table of the cause corpus, with one row per case. It is stored in files, since ctest runs the
// corpus as several programs in parallel.
//
// A row is appended when its case ends, so that the results so far survive a crash. The file that
// GOPLS_PROXY_TEST_CORPUS_TABLE names collects the rows of all programs. A program also stores its
// own rows separately, and prints them at its end.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace corpus {

struct Row {
    std::string cause;
    std::string expected;  ///< the expected verdict
    std::string given;     ///< the actual verdicts
    std::string remedies;
    std::optional<std::chrono::milliseconds> to_verdict;
    std::optional<std::chrono::milliseconds> to_answer;
    std::string false_actions;  ///< empty: none
    std::string left_behind;    ///< traces of the remedies in the editor; empty: none
    std::string result;         ///< "ok", "FAILED" or "not run: REASON"
};

/// Appends the row to both files. Throws TestFailure on failure.
void add(const Row& row);

/// Prints the rows of this program on standard output and removes their file.
void print_own();

}  // namespace corpus
