// The resource that all signals of a session belong to. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "observability/otlp/json.hpp"

namespace observability::otlp {

/// Returns the attributes of the proxy and those of the user, which replace the former.
/// `instance` tells sessions apart for ever, which a pid does not.
Json resource_of(const Attributes& by_user, std::string_view version, std::uint64_t pid,
                 std::string_view instance);

}  // namespace observability::otlp
