#include "observability/otlp/json.hpp"

#include <algorithm>

#include "observability/hex.hpp"

namespace observability::otlp {
namespace {

/// The conventions that the names of attributes and metrics follow.
constexpr const char* kSchema = "https://opentelemetry.io/schemas/1.45.0";

}  // namespace

Json attribute(std::string_view name, std::string_view value) {
    return {{"key", name}, {"value", {{"stringValue", value}}}};
}

Json attribute(std::string_view name, std::uint64_t value) {
    return {{"key", name}, {"value", {{"intValue", to_text(value)}}}};
}

std::string to_text(std::uint64_t number) {
    return std::to_string(number);
}

std::string to_text(std::chrono::nanoseconds since_1970) {
    return std::to_string(std::max(since_1970, std::chrono::nanoseconds{}).count());
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Json request(const Levels& levels, const Json& resource, std::string_view version, Json items) {
    Json scope = {{"scope", {{"name", "gopls-proxy"}, {"version", version}}},
                  {"schemaUrl", kSchema}};
    scope[levels.items] = std::move(items);
    Json of_resource = {{"resource", {{"attributes", resource}}}, {"schemaUrl", kSchema}};
    of_resource[levels.scopes] = Json::array({std::move(scope)});
    Json whole;
    whole[levels.resources] = Json::array({std::move(of_resource)});
    return whole;
}

std::string to_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace observability::otlp
