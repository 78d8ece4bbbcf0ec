#include "cli/health/junit.hpp"

#include <algorithm>
#include <cstdio>

#include "app/incidents/mask.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::health {
namespace {

/// Returns text for an attribute. XML 1.0 has no control characters, not even escaped.
std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : incidents::printable(app::incidents::mask_secrets(text))) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\n':
                result += "&#10;";
                break;
            case '\t':
                result += "&#9;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

std::string seconds_text(Duration duration) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", core::seconds(duration));
    return text;
}

/// A test case. `tag` is `failure` or `error`, with a message; empty for a good one.
std::string test_case(const std::string& name, const std::string& time, const std::string& tag,
                      const std::string& message) {
    std::string text = "    <testcase classname=\"gopls-proxy.health\" name=\"" + escaped(name) +
                       "\" time=\"" + time + "\"";
    if (tag.empty()) return text + "/>\n";
    return text + ">\n      <" + tag + " message=\"" + escaped(message) + "\"/>\n    </testcase>\n";
}

}  // namespace

std::string junit_of(const Outcome& outcome) {
    const Results& results = outcome.results;
    std::string cases;
    std::size_t failures = 0;
    std::size_t errors = 0;
    for (const Check& check : outcome.checks) {
        std::string tag;
        if (check.state == Check::State::kExceeded) {
            tag = "failure";
            ++failures;
        } else if (check.state == Check::State::kUnmeasured) {
            tag = "error";
            ++errors;
        }
        const bool is_load = check.id == "load" || check.id == "workspace";
        const Duration time = is_load ? results.load.value_or(Duration(0)) : Duration(0);
        cases += test_case(check.id + " (limit " + check.limit + ")", seconds_text(time), tag,
                           check.sentence);
    }
    if (!results.problem.empty()) {
        ++errors;
        cases += test_case("measurement", "0.000", "error", results.problem);
    }
    const std::size_t count = outcome.checks.size() + (results.problem.empty() ? 0 : 1);
    // The form of RFC 3339 with milliseconds and Z; JUnit has neither.
    const std::string time = results.time.substr(0, results.time.find('.'));
    const std::string counts = " tests=\"" + std::to_string(count) + "\" failures=\"" +
                               std::to_string(failures) + "\" errors=\"" + std::to_string(errors) +
                               "\"";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
           ">\n  <testsuite name=\"gopls-proxy health\"" + counts + " timestamp=\"" +
           escaped(time) + "\">\n    <properties>\n      <property name=\"folder\" value=\"" +
           escaped(results.folder) + "\"/>\n      <property name=\"gopls\" value=\"" +
           escaped(results.gopls_version) + "\"/>\n    </properties>\n" + cases +
           "  </testsuite>\n</testsuites>\n";
}

}  // namespace cli::health
