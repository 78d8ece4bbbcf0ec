#include "app/incidents/document.hpp"

#include <uv.h>

#include "app/config/config.hpp"
#include "app/incidents/mask.hpp"

namespace app::incidents {
namespace {

Json or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

bool is_deep(std::string_view text) {
    constexpr int kMostLevels = 100;
    int level = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++level > kMostLevels) return true;
        } else if (c == '}' || c == ']') {
            --level;
        }
    }
    return false;
}

}  // namespace

Json summary_of(const std::string& id, const std::string& folder, const Json& document) {
    Json line{{"id", id}, {"folder", folder}};
    for (const char* name : {"time", "verdict", "sentence", "outcome", "seconds_to_answer"}) {
        line[name] = document.contains(name) ? document[name] : Json();
    }
    return line;
}

Json parsed(std::string_view text) {
    Json document = is_deep(text) ? Json() : Json::parse(text, nullptr, false);
    return document.is_object() ? document : Json::object();
}

std::string text_of(const Json& json) {
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json changed_settings(const Configured& configured) {
    const Json defaults = Json::parse(to_json(Configured{}));
    const Json all = Json::parse(to_json(configured));
    Json changed = Json::object();
    for (const auto& [name, setting] : all.items()) {
        if (!defaults.contains(name) || defaults[name]["value"] != setting["value"]) {
            changed[name] = setting;
        }
    }
    return changed;
}

std::string platform() {
    uv_utsname_t name{};
    if (uv_os_uname(&name) != 0) return "unknown";
    return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

std::string document(std::string_view core_json, const Facts& facts, std::size_t max_bytes) {
    Json core = Json::parse(core_json, nullptr, false);
    if (!core.is_object()) core = Json::object();
    Json whole{{"schema", core.value("schema", 0)}, {"id", facts.id}, {"time", facts.time}};
    for (auto& [name, value] : core.items()) whole[name] = std::move(value);
    whole["proxy"] = {{"version", facts.proxy_version}, {"pid", facts.proxy_pid}};
    whole["gopls"] = {
        {"path", facts.gopls_path},
        {"version", or_null(facts.gopls_version)},
        {"built_with", or_null(facts.gopls_built_with)},
        {"debug_port", facts.gopls_debug_port == 0 ? Json(nullptr) : Json(facts.gopls_debug_port)}};
    whole["go"] = {{"version", or_null(facts.go_version)}};
    whole["platform"] = facts.platform;
    whole["folder"] = facts.folder;
    whole["settings"] = facts.settings;
    whole["environment"] = masked_environment(facts.environment);
    std::string text = text_of(whole);
    for (const char* list : {"processes", "timeline", "waiting_requests", "environment"}) {
        if (text.size() <= max_bytes) break;
        whole[list] = Json::array();
        whole["left_out"].push_back(list);
        text = text_of(whole);
    }
    return text;
}

}  // namespace app::incidents
