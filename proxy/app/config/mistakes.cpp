#include "app/config/mistakes.hpp"

#include "app/config/suggest.hpp"

namespace app {
namespace {

std::string from(std::string_view source) {
    return source.empty() ? "" : " (from " + std::string(source) + ")";
}

}  // namespace

std::string invalid_value(std::string_view value, std::string_view name, std::string_view source,
                          std::string_view complaint) {
    return "invalid value \"" + std::string(value) + "\" for " + std::string(name) + from(source) +
           std::string(complaint);
}

std::string allowed_clause(std::string_view allowed) {
    return "; allowed: " + std::string(allowed);
}

std::string unknown_setting(std::string_view name, std::string_view source,
                            const std::vector<std::string>& known) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    const std::string meant = did_you_mean(name, names);
    return "unknown setting " + std::string(name) + from(source) +
           (meant.empty() ? "; `gopls-proxy config` lists the settings" : meant);
}

std::string alternatives(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

}  // namespace app
