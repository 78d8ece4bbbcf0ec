// The shell's part in the control socket: snapshots and commands.
#include <unistd.h>

#include <ctime>
#include <utility>

#include "app/build_info.hpp"
#include "app/shell.hpp"

namespace app {
namespace {

/// Returns the time as in RFC 3339, in UTC.
std::string timestamp(std::time_t time) {
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[sizeof "2026-11-30T20:44:38Z"];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

}  // namespace

void Shell::open_control_socket() {
    if (options_.control_folders.empty()) return;
    control_ = std::make_unique<control::Server>(
        loop_, options_.control_folders,
        control::Json{{"proxy",
                       {{"pid", ::getpid()},
                        {"version", version_number()},
                        {"started", timestamp(std::time(nullptr))},
                        {"gopls", options_.gopls}}}},
        control::Session{
            [this] { return snapshot(); },
            [this](core::ProxyCommand command, std::function<void(control::Done)> done) {
                execute(command, std::move(done));
            },
            [this](const std::string& why) {
                log_.info("no control socket, so `gopls-proxy status` does not see this session: " +
                          why);
            }});
}

control::Snapshot Shell::snapshot() const {
    control::Snapshot result{engine_.status(now()), {}};
    for (const auto* servers : {&servers_, &ending_}) {
        for (const auto& [generation, slot] : *servers) {
            if (slot.process) result.leaders.push_back(slot.process->pid());
        }
    }
    return result;
}

void Shell::execute(core::ProxyCommand command, std::function<void(control::Done)> done) {
    if (exit_code_) return done({"the session has ended", {}});
    const std::uint64_t token = ++newest_command_;
    commands_[token] = std::move(done);
    turn(&core::Engine::control, token, command);
}

void Shell::apply(core::effect::CommandDone& effect) {
    const auto found = commands_.find(effect.token);
    if (found == commands_.end()) return;
    found->second({std::move(effect.problem), std::move(effect.result)});
    commands_.erase(found);
}

}  // namespace app
