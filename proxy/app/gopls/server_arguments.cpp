#include "app/gopls/server_arguments.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "app/gopls/flags.hpp"

namespace app {

namespace {

Stripped strip(const std::vector<std::string>& arguments,
               const std::function<bool(const Flag&)>& drop, std::string_view why) {
    Stripped stripped;
    std::vector<Flag> dropped;
    for (Flag& flag : read_flags(arguments).flags) {
        if (!drop(flag)) continue;
        stripped.notes.push_back(spelled(flag) + " is removed: " + std::string(why));
        dropped.push_back(std::move(flag));
    }
    stripped.arguments = without(arguments, dropped);
    return stripped;
}

/// Adds a flag of gopls unless it is given already.
std::vector<std::string> with_flag(std::vector<std::string> arguments, const std::string& name,
                                   const std::string& value) {
    const FlagLine line = read_flags(arguments);
    const bool given = std::any_of(line.flags.begin(), line.flags.end(),
                                   [&](const Flag& flag) { return flag.name == name; });
    // A global flag belongs in front of "serve".
    if (!given) arguments.insert(arguments.begin(), "-" + name + "=" + value);
    return arguments;
}

}  // namespace

Stripped strip_remote(const std::vector<std::string>& server_arguments) {
    return strip(
        server_arguments, [](const Flag& flag) { return flag.name == "remote"; },
        "the proxy cannot replace gopls in a daemon (remote = \"observe\" passes the "
        "flag on, and the proxy only observes)");
}

std::vector<std::string> with_own_logfile(std::vector<std::string> server_arguments,
                                          std::uint64_t generation) {
    for (const Flag& flag : read_flags(server_arguments).flags) {
        if (flag.name != "logfile" || !flag.value || flag.value->empty() || flag.value == "auto") {
            continue;
        }
        server_arguments[flag.first + flag.count - 1] += "." + std::to_string(generation);
    }
    return server_arguments;
}

std::vector<std::string> with_debug_port(std::vector<std::string> server_arguments) {
    return with_flag(std::move(server_arguments), "debug", "127.0.0.1:0");
}

bool has_otel_flag(std::string_view version) {
    constexpr std::string_view kMajor = "v0.";
    constexpr int kFirstMinor = 23;
    if (!version.starts_with(kMajor)) return false;
    version.remove_prefix(kMajor.size());
    int minor = 0;
    std::from_chars(version.data(), version.data() + version.size(), minor);
    return minor >= kFirstMinor;
}

std::vector<std::string> with_otel(std::vector<std::string> server_arguments,
                                   const std::string& url) {
    return with_flag(std::move(server_arguments), "otel", url);
}

std::uint16_t debug_port_in(std::string_view stderr_line) {
    constexpr std::string_view kWords = "debug server listening at http://localhost:";
    const auto at = stderr_line.find(kWords);
    if (at == std::string_view::npos) return 0;
    const std::string_view digits = stderr_line.substr(at + kWords.size());
    std::uint16_t port = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return port;
}

Stripped standby_arguments(const std::vector<std::string>& server_arguments) {
    return strip(
        server_arguments,
        [](const Flag& flag) {
            if (flag.name.starts_with("profile.") || flag.name == "port") return true;
            const bool address =
                flag.name == "debug" || flag.name == "mcp.listen" || flag.name == "listen";
            return address && !(flag.value && flag.value->ends_with(":0"));
        },
        "the old gopls still uses it, and only one process can");
}

}  // namespace app
