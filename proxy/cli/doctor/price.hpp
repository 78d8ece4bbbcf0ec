// Measures what costly settings of gopls cost in the examined folder. Blocking: starts gopls once
// for each setting, and twice without any.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "doctor/facts/facts.hpp"

namespace cli::doctor {

/// Returns the price of each costly setting in `facts`, by name. All runs share a cache of gopls
/// that is deleted afterwards; the first one only fills it. A run ends after two minutes.
/// `starting` is called with the name of each setting before its run. Once `keep_going` returns
/// false, gopls is killed and the measurement ends. Empty without a costly setting.
std::vector<::doctor::Price> measure_prices(
    const ::doctor::Facts& facts, const std::function<void(const std::string&)>& starting,
    const std::function<bool()>& keep_going = [] { return true; });

/// Returns the largest Go file of a folder, without tests and files over 90 kB; empty if there is
/// none. Blocking.
std::string file_to_measure(const std::string& folder);

}  // namespace cli::doctor
