// The command line of the fake gopls: Go's flag package as gopls uses it, so that an
// unknown flag is refused in the same words and with the same exit code.
#pragma once

#include <string>
#include <vector>

namespace fake_gopls {

struct Arguments {
    enum class Action { kServe, kVersion, kVersionJson, kRefused };
    Action action = Action::kServe;
    /// kRefused: what gopls would print; its exit code is 2.
    std::string complaint;
};

Arguments parse(const std::vector<std::string>& argv);

}  // namespace fake_gopls
