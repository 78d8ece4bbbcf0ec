// A question on the terminal.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace cli::clean {

/// Prints the question and returns whether the answer is yes. An answer that was typed before is
/// discarded. The end of the input is a no, and so is a wait longer than `patience`, if there is
/// one, or `keeps_going` returning false, which is called several times a second.
bool agrees(const std::string& question, std::optional<std::chrono::seconds> patience = {},
            const std::function<bool()>& keeps_going = {});

/// Prints to standard output, at once.
void print(const std::string& text);

}  // namespace cli::clean
