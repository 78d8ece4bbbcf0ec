// Checks of the Go that go.mod and go.work ask for. Pure.
#pragma once

#include "doctor/finding.hpp"

namespace doctor {

/// The go command refuses to work.
Findings check_go_line_too_new(const Facts& facts);
/// The go command switches to another toolchain, and may have to download it.
Findings check_toolchain_switch(const Facts& facts);

}  // namespace doctor
