// One incident as text for a person. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/incidents/document.hpp"
#include "app/incidents/store.hpp"

namespace cli::incidents {

using app::incidents::Json;

/// Returns the fault and its evidence, the timeline, the outcome, and `files` with their paths.
std::string story_text(const std::string& id, const Json& document,
                       const std::vector<app::incidents::StoredFile>& files, bool colours);

}  // namespace cli::incidents
