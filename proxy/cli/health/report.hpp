// A run of `gopls-proxy health` for people. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "cli/health/outcome.hpp"

namespace cli::health {

struct Style {
    bool colours = false;
    std::string home;  ///< shown as `~`; empty: paths stay as they are
};

/// Returns the table of requests, the load and the memory, the checks and the verdict. `hints` are
/// sentences below the checks.
std::string report_text(const Outcome& outcome, const std::vector<std::string>& hints,
                        const Style& style);

/// Returns a progress bar with the current step, at most `columns` wide.
std::string progress_text(std::size_t done, std::size_t all, const std::string& step,
                          std::size_t columns);

}  // namespace cli::health
