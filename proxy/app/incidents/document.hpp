// incident.json: what the core tells of an incident (core/evidence/incident.hpp), and
// around it what only the shell knows: who, where, with which versions and
// settings. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "app/config/configured.hpp"
#include "app/environment.hpp"

namespace app::incidents {

using Json = nlohmann::ordered_json;

/// What the shell adds. A version that is not known is empty, and null in the document.
struct Facts {
    std::string id;
    std::string time;  ///< RFC 3339
    std::string proxy_version;
    std::string gopls_path;
    std::string gopls_version;
    std::string gopls_built_with;  ///< the Go version
    std::string go_version;        ///< of the go command in the working folder
    std::string folder;
    std::string platform;
    Json settings;  ///< of `changed_settings`
    Environment environment;
};

/// The settings that differ from their defaults: name to `{"value": …, "source": …}`.
Json changed_settings(const Configured& configured);

/// "Linux 6.1.0 x86_64".
std::string platform();

/// The whole document. Over `max_bytes` its longest lists are left out, so that it stays JSON.
std::string document(std::string_view core_json, const Facts& facts, std::size_t max_bytes);

/// An object from its text; an empty one for what is none, or is nested more deeply than any
/// document of the proxy, which a recursive reader would not survive.
Json parsed(std::string_view text);

/// `json` as text with a line end, two blanks a level, whatever bytes are in it.
std::string text_of(const Json& json);

}  // namespace app::incidents
