// The whole screen: sessions, the selected one, and the keys. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/top/controls.hpp"
#include "cli/top/frame.hpp"
#include "cli/top/order.hpp"
#include "cli/top/sessions.hpp"

namespace cli::top {

/// All that the screen shows.
struct View {
    std::vector<const Row*> rows;  ///< sorted
    std::size_t selected = 0;      ///< an index of `rows`
    Order order;
    bool listed = false;  ///< the sockets have been read once
    bool help = false;
    std::optional<std::string> question;
    Notice notice;
    std::vector<std::string> folders;  ///< where sockets are searched for
};

/// Returns a frame of exactly this size.
Frame layout(const View& view, Size size, const Letters& letters);

/// Returns how many sessions the table shows on a screen of this size, at least one.
std::size_t sessions_shown(std::size_t sessions, Size size);

/// Returns the keys and their meaning, one a line, for the help of the command and of the screen.
const std::vector<std::pair<const char*, const char*>>& keys_of_help();

}  // namespace cli::top
