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
    const FlagLine line = read_flags(server_arguments);
    const bool given = std::any_of(line.flags.begin(), line.flags.end(),
                                   [](const Flag& flag) { return flag.name == "debug"; });
    // It is a global flag of gopls, so it belongs in front of "serve".
    if (!given) server_arguments.insert(server_arguments.begin(), "-debug=127.0.0.1:0");
    return server_arguments;
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
