#include "bench/relays.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "bench/frames.hpp"

namespace bench {
namespace {

bool on_path(const std::string& program) {
    const char* const path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');)
        if (std::filesystem::exists(std::filesystem::path(folder) / program)) return true;
    return false;
}

RelayCommand parse_relay(const std::string& text, const std::string& server) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) throw Failure("--relay takes NAME=COMMAND, not " + text);
    RelayCommand command{text.substr(0, equals), {}};
    std::istringstream words(text.substr(equals + 1));
    for (std::string word; words >> word;) {
        const auto at = word.find("{server}");
        if (at != std::string::npos) word.replace(at, 8, server);
        command.argv.push_back(word);
    }
    if (command.argv.empty()) throw Failure("--relay " + text + " has no command");
    return command;
}

}  // namespace

bool is_blind_relay(std::string_view name) {
    return name == kBlindRelay || name == kSocat || name == kSocatPipes;
}

std::vector<RelayCommand> relays(const RelayOptions& options) {
    std::vector<RelayCommand> result{{kNone, {options.server}}};
    if (!options.relay.empty()) result.push_back({kBlindRelay, {options.relay, options.server}});
    // socat's default buffer is 8 KiB. It uses a socket pair to its child, unless told to use
    // pipes.
    if (options.socat && on_path("socat")) {
        result.push_back({kSocat, {"socat", "-b65536", "-", "EXEC:" + options.server}});
        result.push_back(
            {kSocatPipes, {"socat", "-b65536", "-", "EXEC:" + options.server + ",pipes"}});
    }
    if (!options.proxy.empty()) {
        result.push_back({kProxy, {options.proxy}});
        result.push_back({kProxyAllOn,
                          {"env", "OTEL_EXPORTER_OTLP_ENDPOINT=" + options.collector, options.proxy,
                           "--proxy-log-level=debug", "--proxy-log-file=" + options.log_file,
                           "--proxy-evidence-debug-port=on", "--proxy-spin=act",
                           "--proxy-trace-ring=on", "--proxy-metrics-address=127.0.0.1:0"}});
    }
    for (const auto& text : options.more) result.push_back(parse_relay(text, options.server));
    return result;
}

}  // namespace bench
