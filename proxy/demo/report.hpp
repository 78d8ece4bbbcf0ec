// The outcome of one hang, compared with the promise.
//
// The table at the end of the demo, as values and as text. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "demo/document.hpp"

namespace demo {

using Seconds = std::chrono::duration<double>;

/// The promised outcome of a scenario.
struct Expectation {
    std::string verdict;
    /// In this order; one that ends with `_` is a beginning: `standby_`.
    std::vector<std::string> remedies;
};

struct HangReport {
    std::string scenario;
    std::optional<Seconds> stalled;     ///< from the hang until gopls, this or a fresh one, went on
    std::vector<std::string> verdicts;  ///< each once
    std::vector<std::string> remedies;  ///< each once, as they were tried
    std::optional<Seconds> to_answer;   ///< from the request that had to wait to its answer
    bool text_preserved = false;        ///< gopls has the unsaved text to the letter
    int requests = 0;
    int requests_lost = 0;              ///< not answered exactly once, or by an error
    std::optional<int> processes_left;  ///< when all was over
    std::string problem;                ///< why it could not be played to its end
};

/// A line of the table.
struct Row {
    std::string name;
    std::string value;
    bool holds = false;
    std::string promised;
};

std::vector<Row> rows_of(const HangReport& report, const Expectation& expectation);

/// Whether every line holds, and there was no problem.
bool holds(const HangReport& report, const std::vector<Row>& rows);

/// The table of one hang, each line with a line end.
std::string table_text(const HangReport& report, const std::vector<Row>& rows, bool colours);

/// The same for machines.
Json table_json(const HangReport& report, const std::vector<Row>& rows);

}  // namespace demo
