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

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

bool is_control(unsigned char c) {
    return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
}

}  // namespace

std::string printable(std::string_view text) {
    // nlohmann/json replaces invalid UTF-8 as it writes.
    const Json quoted =
        Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
    const auto& valid = quoted.get_ref<const std::string&>();
    std::string shown;
    shown.reserve(valid.size());
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const auto c = static_cast<unsigned char>(valid[i]);
        // U+0080 to U+009F: C2 and 80 to 9F.
        const bool c1 = c == 0xc2 && static_cast<unsigned char>(valid[i + 1]) < 0xa0;
        if (c1) ++i;
        if (c1 || is_control(c)) {
            shown += kReplacement;
        } else {
            shown += valid[i];
        }
    }
    return shown;
}

std::string printable_line(std::string_view text) {
    std::string line;
    for (const char c : printable(text)) {
        if (c == '\n' || c == '\t') {
            line += kReplacement;
        } else {
            line += c;
        }
    }
    return line;
}

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
