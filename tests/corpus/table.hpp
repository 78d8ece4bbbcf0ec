// The table of the cause corpus: a row a case, kept in files, since ctest runs the corpus as
// several programs side by side.
//
// A row is appended when its case ends, so that what has been seen survives a crash. The file
// named by GOPLS_PROXY_TEST_CORPUS_TABLE gathers the rows of all programs; a program's own
// rows are also kept apart, to be printed at its end.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace corpus {

struct Row {
    std::string cause;
    std::string expected;  ///< verdict
    std::string given;     ///< verdicts
    std::string remedies;
    std::optional<std::chrono::milliseconds> to_verdict;
    std::optional<std::chrono::milliseconds> to_answer;
    std::string false_actions;  ///< empty: none
    std::string left_behind;    ///< in the editor, by the remedies; empty: nothing
    std::string result;         ///< "ok", "FAILED", "not run: why"
};

/// Appends the row to both files. Throws TestFailure when it cannot.
void add(const Row& row);

/// Prints the rows of this program on standard output and removes their file.
void print_own();

}  // namespace corpus
