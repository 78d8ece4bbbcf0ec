#include "cli/health/annotations.hpp"

#include <string_view>

#include "app/incidents/mask.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::health {
namespace {

/// Escapes the message of a workflow command, or a property of it.
std::string command_text(std::string_view text, bool is_property) {
    std::string result;
    for (const char c : incidents::printable(app::incidents::mask_secrets(text))) {
        if (c == '%') {
            result += "%25";
        } else if (c == '\n') {
            result += "%0A";
        } else if (is_property && c == ':') {
            result += "%3A";
        } else if (is_property && c == ',') {
            result += "%2C";
        } else {
            result += c;
        }
    }
    return result;
}

std::string command_line(std::string_view command, std::string_view title,
                         std::string_view message) {
    return "::" + std::string(command) + " title=" + command_text(title, true) +
           "::" + command_text(message, false) + "\n";
}

}  // namespace

std::string annotations_of(const Outcome& outcome) {
    if (outcome.verdict == Verdict::kHealthy) {
        return command_line("notice", "gopls health", outcome.summary);
    }
    std::string text;
    for (const Check& check : outcome.checks) {
        if (check.state == Check::State::kPassed) continue;
        text += command_line("error", "gopls health: " + check.id, check.sentence);
    }
    if (!outcome.results.problem.empty()) {
        text += command_line("error", "gopls health", outcome.results.problem);
    }
    return text;
}

}  // namespace cli::health
