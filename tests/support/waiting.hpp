// Waiting for a condition, never for a time.
//
// Limits are a safety net for a run that would hang, not an expectation: they are
// generous, and no test asserts how long anything took.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace support {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// After this a test gives up on an event that must come.
inline constexpr std::chrono::seconds kGiveUp{90};

/// Evaluates `condition` again and again until it holds.
/// Throws TestFailure naming `what` when it does not within `limit`.
void wait_until(const std::function<bool()>& condition, const std::string& what,
                std::chrono::milliseconds limit = kGiveUp);

}  // namespace support
