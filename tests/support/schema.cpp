#include "support/schema.hpp"

#include <fstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "support/failure.hpp"

namespace support {

std::string schema_violation(const std::string& name, const Json& document) {
    std::ifstream file(GOPLS_PROXY_TEST_SCHEMAS "/" + name + ".json");
    if (!file) throw TestFailure("there is no schema " + name);
    const nlohmann::json text = nlohmann::json::parse(file);
    valijson::Schema schema;
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
        return {};
    }
    std::string reasons = name + " is violated:";
    for (valijson::ValidationResults::Error error; results.popError(error);) {
        reasons += "\n  ";
        for (const std::string& step : error.context) reasons += step;
        reasons += ": " + error.description;
    }
    return reasons;
}

}  // namespace support
