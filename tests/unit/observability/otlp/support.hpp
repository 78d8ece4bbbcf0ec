// What the tests of OTLP's JSON have in common.
#pragma once

#include <regex>
#include <string>

#include "observability/otlp/json.hpp"
#include "support/catch.hpp"

namespace otlp_test {

using observability::otlp::Json;

/// Returns the value of an attribute, without its type; null if it is not there.
inline Json attribute_of(const Json& item, const std::string& name) {
    for (const Json& attribute : item.at("attributes")) {
        if (attribute.at("key") == name) return attribute.at("value").begin().value();
    }
    return nullptr;
}

/// Checks the rules of OTLP's JSON that the specification adds to those of JSON.
inline void check_encoding(const Json& json, const std::string& key = "") {
    CAPTURE(key);
    static const std::regex lower_camel_case("[a-z][a-zA-Z0-9]*");
    static const std::regex digits("[0-9]+");
    if (json.is_object()) {
        for (const auto& [name, value] : json.items()) {
            CHECK(std::regex_match(name, lower_camel_case));
            check_encoding(value, name);
        }
    } else if (json.is_array()) {
        for (const Json& value : json) check_encoding(value, key);
    } else if (key.ends_with("UnixNano") || key == "intValue" || key == "count" ||
               key == "bucketCounts") {
        REQUIRE(json.is_string());
        CHECK(std::regex_match(json.get<std::string>(), digits));
    } else if (key == "kind" || key == "code" || key == "severityNumber" || key == "flags" ||
               key == "aggregationTemporality") {
        CHECK(json.is_number_integer());
    } else if (key == "traceId" || key == "spanId" || key == "parentSpanId") {
        const std::size_t digits_of_id = key == "traceId" ? 32 : 16;
        CHECK(std::regex_match(json.get<std::string>(),
                               std::regex("[0-9a-f]{" + std::to_string(digits_of_id) + "}")));
    }
    CHECK_FALSE(json.is_null());
}

}  // namespace otlp_test
