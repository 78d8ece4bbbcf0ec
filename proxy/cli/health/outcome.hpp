// A judged run with everything that is reported about it. Values only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/health/figures.hpp"
#include "cli/health/judge.hpp"
#include "cli/health/results.hpp"

namespace cli::health {

/// The message to the webhook.
struct Posted {
    bool delivered = false;
    int attempts = 0;
    std::string problem;  ///< why it was not delivered, one clause; without the URL
};

struct Outcome {
    Results results;
    Figures figures;
    std::vector<Check> checks;
    Verdict verdict = Verdict::kUnmeasured;
    std::string summary;           ///< one sentence
    std::string incident;          ///< the folder with the evidence; empty: none
    std::optional<Posted> posted;  ///< nothing: no webhook, or nothing to post
};

}  // namespace cli::health
