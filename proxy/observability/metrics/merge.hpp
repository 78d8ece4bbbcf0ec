// Joins the metrics of several proxies into one text: the format allows each family only once.
// Pure.
#pragma once

#include <string>
#include <vector>

namespace observability::metrics {

/// Returns one text with all series, each family with the series of all texts. Families keep the
/// order in which they are first found.
std::string merged(const std::vector<std::string>& texts);

}  // namespace observability::metrics
