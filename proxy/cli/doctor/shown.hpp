// Texts from the workspace and the machine as they may be shown. Pure.
#pragma once

#include <string>
#include <string_view>

namespace cli::doctor {

/// How a text looks.
struct Style {
    std::string home = {};  ///< shown as `~`; empty: unknown
    bool colours = false;
    std::size_t columns = 100;  ///< of a line
};

/// Returns the text on one line, printable, without secrets.
std::string shown(std::string_view text);

/// Returns the same with the home folder as `~`.
std::string shown_at_home(std::string_view text, const Style& style);

}  // namespace cli::doctor
