// The table of sessions. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "cli/top/frame.hpp"
#include "cli/top/order.hpp"
#include "cli/top/sessions.hpp"

namespace cli::top {

/// Returns the heading, then a line for each row, of `columns`. The arrow marks the column of
/// `order`, the selected row is marked as well as in reverse.
Lines table_of(const std::vector<const Row*>& rows, std::size_t selected, Order order,
               std::size_t columns, const Letters& letters);

/// Returns the colour of a session's state.
app::Paint paint_of(const Row& row);
/// Returns "1.2 GB", "300 MB", or a dash.
std::string memory_text(std::optional<double> bytes);
/// Returns "98%", or a dash; 1 is a core.
std::string cpu_text(std::optional<double> cores);

}  // namespace cli::top
