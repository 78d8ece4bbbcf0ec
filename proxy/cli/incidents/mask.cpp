#include "cli/incidents/mask.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace cli::incidents {
namespace {

constexpr std::array<std::string_view, 10> kSecretWords = {
    "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "AUTH", "KEY", "CREDENTIAL",
    // How git is given headers on the command line of a build machine: "AUTHORIZATION: basic …".
    "GIT_CONFIG_VALUE", "GIT_CONFIG_PARAMETERS"};

constexpr std::array<std::string_view, 5> kPrefixes = {"GO", "GIT_", "SSH_", "XDG_", "LC_"};
constexpr std::array<std::string_view, 7> kNames = {
    "PATH", "HOME", "LANG", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"};

std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return result;
}

bool matters(std::string_view name) {
    const std::string upper_name = upper(name);  // http_proxy is the usual spelling
    return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                       [&](std::string_view p) { return name.starts_with(p); }) ||
           std::find(kNames.begin(), kNames.end(), upper_name) != kNames.end();
}

}  // namespace

bool is_secret_name(std::string_view name) {
    const std::string upper_name = upper(name);
    return std::any_of(kSecretWords.begin(), kSecretWords.end(), [&](std::string_view word) {
        return upper_name.find(word) != std::string::npos;
    });
}

std::string masked_value(std::string_view name, std::string_view value) {
    if (value.empty()) return {};
    return is_secret_name(name) ? std::string(kMasked) : mask_urls(value);
}

std::string mask_urls(std::string_view text) {
    constexpr std::string_view kBefore = "://";
    std::string masked;
    std::size_t copied = 0;
    for (std::size_t at = text.find(kBefore); at != std::string_view::npos;
         at = text.find(kBefore, at + 1)) {
        const std::size_t begin = at + kBefore.size();
        // The authority ends there (RFC 3986, section 3.2), or the value or the JSON string does.
        const std::size_t end =
            std::min(text.find_first_of("/?# \t\r\n,|\"'\\<>", begin), text.size());
        const std::size_t sign = text.substr(begin, end - begin).rfind('@');
        if (sign == std::string_view::npos) continue;
        masked.append(text, copied, begin - copied);
        masked += kMasked;
        copied = begin + sign;
    }
    return masked.append(text, copied, text.size() - copied);
}

Environment masked_environment(const Environment& environment) {
    Environment masked;
    for (const auto& [name, value] : environment) {
        if (matters(name)) masked[name] = masked_value(name, value);
    }
    return masked;
}

}  // namespace cli::incidents
