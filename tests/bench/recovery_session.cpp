#include "bench/recovery_session.hpp"

#include <signal.h>

#include "support/failure.hpp"
#include "support/steps.hpp"

namespace bench {

using support::ChildOptions;
using support::Target;

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

std::optional<Clock::time_point> RecoverySession::logged(const support::Logged& wanted) const {
    // The offset between the two clocks changes by less than the log's resolution.
    const auto steady_now = Clock::now();
    const auto system_now = std::chrono::system_clock::now();
    for (const app::LogLine& line : support::read_log(log_)) {
        if (!wanted.matches(line.event)) continue;
        return steady_now - std::chrono::duration_cast<Clock::duration>(system_now - line.time);
    }
    return {};
}

}  // namespace bench
