// Reads the documents of incidents, for lists of them.
#pragma once

#include <cstddef>
#include <string>

#include "app/incidents/document.hpp"
#include "app/incidents/store.hpp"

namespace app::incidents {

/// Returns the document of an incident, or the readable part of it; an empty object if nothing is.
/// Blocking.
Json document_of(const Store& store, const std::string& id);

/// Returns the newest incidents of a proxy in short, newest first. Blocking.
Json newest_of(const Store& store, int proxy_pid, std::size_t most);

}  // namespace app::incidents
