#include "app/incidents/mask.hpp"

#include <algorithm>
#include <array>

#include "app/incidents/document.hpp"
#include "app/incidents/secret_names.hpp"

namespace app::incidents {
namespace {

constexpr std::array<std::string_view, 4> kPrefixes = {"GIT_", "SSH_", "XDG_", "LC_"};
constexpr std::array<std::string_view, 7> kNames = {
    "PATH", "HOME", "LANG", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"};

/// Matches GOFLAGS and GOPLSCACHE, but not GO_ and GOOGLE_, which other programs use.
bool is_of_go(std::string_view name) {
    return name.starts_with("GO") && !name.starts_with("GO_") && !name.starts_with("GOOGLE");
}

bool matters(std::string_view name) {
    const std::string upper_name = upper(name);  // http_proxy is the usual spelling
    return is_of_go(name) ||
           std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [&](std::string_view p) { return name.starts_with(p); }) ||
           is_one_of(kNames, upper_name);
}

}  // namespace

std::string masked_value(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    if (is_secret_name(name) || is_login(name, value)) return std::string(kMasked);
    const std::size_t blank = value.find(' ');
    if (is_askpass(name) && blank != value.npos) {
        // VS Code's program is in a folder with blanks in its name.
        const std::string_view program = value.substr(0, blank);
        const bool prints = program.ends_with("echo") || program.ends_with("printf");
        const bool in_folder = value.starts_with('/') && value.rfind('/') > value.rfind(' ');
        if (prints || !in_folder) return std::string(program) + " " + std::string(kMasked);
    }
    // Go also accepts a proxy without a scheme: `user:password@host:80`.
    const std::size_t sign = value.rfind('@');
    const bool of_proxy = upper(name).ends_with("_PROXY") && value.find("://") == value.npos;
    if (of_proxy && sign != value.npos) {
        return std::string(kMasked) + std::string(value.substr(sign));
    }
    return mask_secrets(value);
}

namespace {

Json masked(const Json& json, std::string_view name) {
    if (json.is_string()) return masked_value(name, json.get_ref<const std::string&>());
    if (json.is_object()) {
        Json members = Json::object();
        for (const auto& [key, value] : json.items()) members[key] = masked(value, key);
        return members;
    }
    if (!json.is_array()) return json;
    const auto is_string = [](const Json& element) { return element.is_string(); };
    if (std::all_of(json.begin(), json.end(), is_string)) {
        return masked_arguments(json.get<std::vector<std::string>>());
    }
    Json elements = Json::array();
    for (const Json& element : json) elements.push_back(masked(element, name));
    return elements;
}

}  // namespace

std::string mask_json(std::string_view document) {
    const Json json = parsed(document);
    return json.empty() ? mask_secrets(document) : text_of(masked(json, {}));
}

std::vector<std::string> masked_arguments(std::vector<std::string> words) {
    std::string before;  // the word before this one
    bool of_sshpass = false;
    for (std::string& word : words) {
        const std::string given = word;
        const std::string_view name = std::string_view(given).substr(0, given.find('='));
        const bool names = std::all_of(name.begin(), name.end(), is_name_sign);
        const bool behind_flag = before.starts_with('-') && before.find('=') == std::string::npos &&
                                 is_secret_name(before) && !given.starts_with('-');
        if (behind_flag || is_login(before, given) || (of_sshpass && before == "-p")) {
            word = kMasked;
        } else if (of_sshpass && given.starts_with("-p") && given.size() > 2) {
            word = "-p" + std::string(kMasked);
        } else if (name.size() < given.size() && names && !is_token(name) &&
                   !is_extra_header(name)) {
            // The value extends to the end of the word, blanks included.
            const std::string_view value = std::string_view(given).substr(name.size() + 1);
            word = std::string(name) + "=" + masked_value(name, value);
        } else if (is_token(given) || given.find_first_of(" =:@%") != std::string::npos) {
            word = mask_secrets(given);
        }
        of_sshpass = given.substr(given.rfind('/') + 1) == "sshpass" ||
                     (of_sshpass && given.starts_with('-') && before != "-p");
        before = word;
    }
    return words;
}

Environment masked_environment(const Environment& environment) {
    Environment masked;
    for (const auto& [name, value] : environment) {
        if (matters(name)) masked[name] = masked_value(name, value);
    }
    return masked;
}

}  // namespace app::incidents
