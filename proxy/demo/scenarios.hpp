// The hangs that the demo can show.
//
// Each is a true one: what gopls waits for, or gopls itself, is made to stand
// still, and nothing of the proxy is told.
#pragma once

#include <string_view>
#include <vector>

#include "demo/report.hpp"
#include "demo/session.hpp"

namespace demo {

struct Scenario {
    std::string_view name;   ///< of `--scenario`
    std::string_view title;  ///< one line
    std::string_view how;    ///< what makes gopls hang, one line
    Expectation expectation;
    /// Plays it up to the answer; `Session::close` follows in any case.
    void (*play)(Session& session);
};

/// In the order in which they are played.
std::vector<Scenario> scenarios();

}  // namespace demo
