// The list of incidents, as a table and as JSON. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/incidents/document.hpp"

namespace cli::incidents {

using app::incidents::Json;

struct Entry {
    std::string id;
    std::string folder;
    Json document;  ///< the readable part of it; an empty object if nothing is
};

/// Returns a heading and a line for each entry, in their order; a sentence if there is none.
std::string table_text(const std::vector<Entry>& entries, bool colours);

/// Returns a list with the columns of the table, the sentence and the folder.
Json table_json(const std::vector<Entry>& entries);

}  // namespace cli::incidents
