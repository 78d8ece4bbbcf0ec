#include "cli/incidents/reading.hpp"

#include <algorithm>
#include <cstdio>

#include "core/detect/verdict.hpp"

namespace cli::incidents {
namespace {

const Json* find(const Json& document, const char* pointer) {
    const Json::json_pointer where(pointer);
    return document.contains(where) ? &document.at(where) : nullptr;
}

bool says_nothing(const Json& value) {
    if (value.is_string()) return value.get_ref<const std::string&>().empty();
    return value.empty() || value == 0 || value == 0.0 || value == false;
}

std::string shown(const Json& value) {
    return value.is_string() ? printable(value.get_ref<const std::string&>())
                             : value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

std::string text_at(const Json& document, const char* pointer) {
    const Json* value = find(document, pointer);
    return value == nullptr || value->is_null() ? std::string() : shown(*value);
}

std::optional<double> number_at(const Json& document, const char* pointer) {
    const Json* value = find(document, pointer);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    return value->get<double>();
}

const Json& list_at(const Json& document, const char* pointer) {
    static const Json kNone = Json::array();
    const Json* value = find(document, pointer);
    return value != nullptr && value->is_array() ? *value : kNone;
}

std::string human_seconds(std::optional<double> seconds) {
    if (!seconds) return "–";
    return core::human(std::chrono::duration_cast<core::Duration>(
        std::chrono::duration<double>(std::clamp(*seconds, 0.0, 1e8))));
}

std::vector<std::pair<std::string, std::string>> evidence_of(const Json& document) {
    constexpr std::string_view kSeconds = "_seconds";
    std::vector<std::pair<std::string, std::string>> lines;
    const Json* evidence = find(document, "/evidence");
    if (evidence == nullptr || !evidence->is_object()) return lines;
    for (const auto& [key, value] : evidence->items()) {
        if (says_nothing(value)) continue;
        std::string name = key;
        std::string text = shown(value);
        if (name.ends_with(kSeconds) && value.is_number()) {
            name.resize(name.size() - kSeconds.size());
            text = human_seconds(value.get<double>());
        }
        std::replace(name.begin(), name.end(), '_', ' ');
        lines.emplace_back(printable(name), std::move(text));
    }
    return lines;
}

std::string outcome_of(const Json& document) {
    const auto answered = number_at(document, "/seconds_to_answer");
    const std::string outcome = text_at(document, "/outcome");
    // No request may have waited, so that nothing had to go on.
    return (outcome.empty() ? "none yet" : outcome) +
           (answered ? ", gopls went on after " + human_seconds(answered) : "");
}

std::string gopls_of(const Json& document) {
    const std::string version = text_at(document, "/gopls/version");
    const std::string built_with = text_at(document, "/gopls/built_with");
    return (version.empty() ? "unknown version" : version) + " (" +
           text_at(document, "/gopls/path") + ")" +
           (built_with.empty() ? "" : ", built with " + built_with);
}

std::vector<std::string> waiting_of(const Json& document) {
    std::vector<std::string> lines;
    for (const Json& request : list_at(document, "/waiting_requests")) {
        lines.push_back(text_at(request, "/method") + " (id " + text_at(request, "/id") +
                        "), for " + human_seconds(number_at(request, "/waited_seconds")));
    }
    return lines;
}

std::vector<std::string> timeline_of(const Json& document) {
    std::vector<std::string> lines;
    for (const Json& event : list_at(document, "/timeline")) {
        char time[32];
        std::snprintf(time, sizeof time, "%8.2f s  ", number_at(event, "/at_seconds").value_or(0));
        lines.push_back(time + text_at(event, "/what"));
    }
    return lines;
}

}  // namespace cli::incidents
