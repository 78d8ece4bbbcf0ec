// Checks JSON against the schemas in docs/schemas.
#pragma once

#include <string>

#include "support/conformance.hpp"

namespace support {

/// Returns why `document` does not follow the schema `docs/schemas/NAME.json`, or an empty text.
/// Throws TestFailure if there is no such schema.
std::string schema_violation(const std::string& name, const Json& document);

}  // namespace support
