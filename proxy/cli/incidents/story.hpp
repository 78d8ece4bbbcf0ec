// One incident, told to a person. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/incidents/document.hpp"
#include "app/incidents/store.hpp"

namespace cli::incidents {

using app::incidents::Json;

/// What was wrong and how that is known, what happened when, what came of it, and `files` with
/// their paths.
std::string story_text(const std::string& id, const Json& document,
                       const std::vector<app::incidents::StoredFile>& files, bool colours);

}  // namespace cli::incidents
