#include "bench/recovery_session.hpp"

#include <signal.h>

#include <ctime>
#include <fstream>

#include "support/failure.hpp"
#include "support/steps.hpp"

namespace bench {

using support::ChildOptions;
using support::Target;

namespace {

/// A log begins each line with the time in UTC: 2026-11-22T14:28:33.034Z.
std::optional<std::chrono::system_clock::time_point> time_of(const std::string& line) {
    constexpr std::size_t kMillisAt = 20;
    std::tm parts{};
    const char* const rest = ::strptime(line.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (rest == nullptr || *rest != '.' || line.size() < kMillisAt + 3) return {};
    return std::chrono::system_clock::from_time_t(::timegm(&parts)) +
           std::chrono::milliseconds(std::stoi(line.substr(kMillisAt, 3)));
}

}  // namespace

RecoverySession::RecoverySession(const support::Sandbox& sandbox, const Workspace& workspace,
                                 Through through, const support::Environment& changes)
    : sandbox_(sandbox), workspace_(workspace), log_(sandbox.path("recovery.log")) {
    const bool proxied = through == Through::kProxy;
    ChildOptions options =
        support::direct(sandbox, proxied ? Target::proxy() : Target::real_gopls());
    options.working_directory = workspace.folder;
    if (proxied) {
        options.environment["GOPLS_PROXY_GOPLS"] = Target::real_gopls();
        options.environment["GOPLS_PROXY_LOG_FILE"] = log_;
        options.log_file = log_;
        options.ends_whole = true;
    }
    for (const auto& [name, value] : changes) options.environment[name] = value;
    std::filesystem::remove(log_);
    started_ = Clock::now();
    editor_ = std::make_unique<support::Editor>(options);
    editor_->start(workspace.folder);
    initialized_ = Clock::now();
    editor_->open(workspace.uri, workspace.text);
}

support::Json RecoverySession::send_question() {
    return workspace_.ask(*editor_);
}

void RecoverySession::await_answer(const support::Json& id) {
    workspace_.expect_answer(*editor_, id);
}

void RecoverySession::settle() {
    ask();
    editor_->wait_until(
        [&] { return !editor_->received("textDocument/publishDiagnostics").empty(); },
        "diagnostics");
}

pid_t RecoverySession::gopls() const {
    return sandbox_.servers(Target::real_gopls()).at(0).pid;
}

void RecoverySession::finish() {
    steps::finish(*editor_);
}

void RecoverySession::abandon() {
    editor_->kill(SIGKILL);
    editor_.reset();
    for (const auto& process : sandbox_.processes()) ::kill(process.pid, SIGKILL);
    sandbox_.expect_nothing_left();
}

std::optional<Clock::time_point> RecoverySession::logged(const std::string& words) const {
    // How far the two clocks are apart changes by less than a log tells.
    const auto steady_now = Clock::now();
    const auto system_now = std::chrono::system_clock::now();
    std::ifstream file(log_);
    for (std::string line; std::getline(file, line);) {
        const auto time = time_of(line);
        if (!time || line.find(words) == std::string::npos) continue;
        return steady_now - std::chrono::duration_cast<Clock::duration>(system_now - *time);
    }
    return {};
}

}  // namespace bench
