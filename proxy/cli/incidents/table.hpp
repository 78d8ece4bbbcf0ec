// The list of incidents, as a table and for machines. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/incidents/document.hpp"

namespace cli::incidents {

using app::incidents::Json;

struct Entry {
    std::string id;
    std::string folder;
    Json document;  ///< what could be read of it; an empty object if nothing
};

/// A line for each, in their order, and one above; a sentence if there is none.
std::string table_text(const std::vector<Entry>& entries, bool colours);

/// A list with what is in the table, the sentence and the folder.
Json table_json(const std::vector<Entry>& entries);

}  // namespace cli::incidents
