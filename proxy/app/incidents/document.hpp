// incident.json: the core's description of an incident (core/evidence/incident.hpp), with facts
// that only the shell has: user, folder, versions and settings. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace app::incidents {

using Json = nlohmann::ordered_json;

/// Facts that the shell adds. An unknown version is empty, and null in the document.
struct Facts {
    std::string id;
    std::string time;  ///< RFC 3339
    std::string proxy_version;
    int proxy_pid = 0;
    std::string gopls_path;
    std::string gopls_version;
    std::string gopls_built_with;  ///< the Go version
    int gopls_debug_port = 0;      ///< on the loopback; 0: none
    std::string go_version;        ///< of the go command in the working folder
    std::string folder;
    std::string platform;
    Json settings;  ///< from `changed_settings`
    Environment environment;
};

/// Returns the settings that differ from their defaults: name to `{"value": …, "source": …}`.
Json changed_settings(const Configured& configured);

/// Returns the platform, such as "Linux 6.1.0 x86_64".
std::string platform();

/// Returns the whole document. Over `max_bytes` it drops the longest lists, so that it stays JSON.
std::string document(std::string_view core_json, const Facts& facts, std::size_t max_bytes);

/// Returns an incident in short: id, folder, time, verdict, sentence, outcome and time to the
/// answer.
Json summary_of(const std::string& id, const std::string& folder, const Json& document);

/// Parses an object. Returns an empty object for any other text, and for one nested more deeply
/// than any document of the proxy, which would overflow the stack of a recursive reader.
Json parsed(std::string_view text);

/// Returns `json` as text with a newline, indented by two blanks a level, whatever bytes it
/// contains.
std::string text_of(const Json& json);

}  // namespace app::incidents
