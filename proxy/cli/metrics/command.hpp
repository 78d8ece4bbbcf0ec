// `gopls-proxy metrics`: the metrics of every running proxy of this user, for Prometheus.
#pragma once

#include <string>
#include <vector>

#include "app/environment.hpp"

namespace cli {

/// Returns the exit code: 0 if every proxy answered, 1 if one did not or none runs, 2 for a wrong
/// argument.
int run_metrics(const std::vector<std::string>& arguments, const app::Environment& environment);

}  // namespace cli
