// The order of the sessions in the table. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "cli/top/sessions.hpp"

namespace cli::top {

/// A column to sort by.
enum class Column { kState, kMemory, kCpu, kWaiting, kP99, kWorkspace };

/// Returns the name of a column for a person: "state".
std::string_view name(Column column);

struct Order {
    Column column = Column::kState;
    bool reversed = false;
};

/// Sorts rows: the worst state, the largest figure or the first workspace comes first, a figure
/// that is not known last. Equal rows stay in their order.
void sort(std::vector<const Row*>& rows, Order order);

}  // namespace cli::top
