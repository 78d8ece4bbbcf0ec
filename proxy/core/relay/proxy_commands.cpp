#include "core/relay/proxy_commands.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "lsp/envelope.hpp"

namespace core {
namespace {

struct Entry {
    std::string_view name;  ///< empty: not announced to the editor
    ProxyCommand command;
    bool changes_something;
};
constexpr std::array<Entry, 7> kCommands{{
    {"gopls-proxy.reload", ProxyCommand::kReload, true},
    {"gopls-proxy.restart", ProxyCommand::kRestart, true},
    {"gopls-proxy.restartClean", ProxyCommand::kRestartClean, true},
    {"gopls-proxy.status", ProxyCommand::kStatus, false},
    {"gopls-proxy.incident", ProxyCommand::kIncident, false},
    {"", ProxyCommand::kPark, true},
    {"", ProxyCommand::kUnpark, true},
}};

bool offered(const Entry& entry, Mode mode) {
    return mode == Mode::kAct || (mode == Mode::kObserve && !entry.changes_something);
}

/// Returns the list in the reply, including brackets. Empty if there is none.
std::string_view command_list(std::string_view body) {
    std::string_view at = body;
    for (const auto* key : {"result", "capabilities", "executeCommandProvider", "commands"}) {
        at = lsp::member(at, key);
    }
    const bool is_list = at.size() >= 2 && at.front() == '[' && at.back() == ']';
    return is_list ? at : std::string_view();
}

}  // namespace

bool is_offered(ProxyCommand command, Mode mode) {
    return std::any_of(kCommands.begin(), kCommands.end(), [&](const Entry& entry) {
        return entry.command == command && offered(entry, mode);
    });
}

std::optional<ProxyCommand> proxy_command(std::string_view name, Mode mode) {
    if (name.empty()) return {};
    for (const Entry& entry : kCommands) {
        if (entry.name == name && offered(entry, mode)) return entry.command;
    }
    return {};
}

std::optional<std::string> with_proxy_commands(std::string_view body, Mode mode) {
    const std::string_view list = command_list(body);
    if (list.empty()) return {};
    bool first = list.find_first_not_of(" \t\r\n", 1) == list.size() - 1;
    std::string added;
    for (const Entry& entry : kCommands) {
        if (entry.name.empty() || !offered(entry, mode)) continue;
        if (!std::exchange(first, false)) added += ',';
        added += '"' + std::string(entry.name) + '"';
    }
    if (added.empty()) return {};
    const auto end = static_cast<std::size_t>(list.data() + list.size() - 1 - body.data());
    return std::string(body.substr(0, end)) + added + std::string(body.substr(end));
}

}  // namespace core
