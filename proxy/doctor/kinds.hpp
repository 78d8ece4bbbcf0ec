// The table of all kinds of findings. docs/doctor.md is generated from it.
#pragma once

#include <span>
#include <string_view>

#include "doctor/finding.hpp"

namespace doctor {

/// Returns all kinds: by area, and within it in the order in which findings are printed.
std::span<const Kind> kinds();

}  // namespace doctor
