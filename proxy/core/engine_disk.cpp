// Reactions to changes on disk, and to the log of gopls (docs/design.md, "Changes on disk").
#include <utility>

#include "core/engine.hpp"

namespace core {

Effects& Engine::disk_looked(std::uint64_t number, Time now) {
    return turn(now, [&] {
        if (!ended_ && disk_gate_.looked(number)) release_held();
    });
}

/// Processes the message that waited for the disk, and the input behind it.
void Engine::release_held() {
    auto frame = disk_gate_.release(turn_);
    if (!frame) return;
    input_waits_ = false;
    editor_frame(*frame);
    turn_.arrived = disk_gate_.last_input();  // the messages behind it came no later
    editor_frames();
}

Effects& Engine::disk_changed(const std::vector<DiskChange>& changes, Time now) {
    return turn(now, [&] {
        if (session_.phase != Session::Phase::kRunning) return;
        auto at_once = workspace_.changed(changes, turn_);
        if (!at_once.empty()) send_file_changes(std::move(at_once));
    });
}

/// Reports changes at once for an editor that does not watch files: there is nobody to wait for.
void Engine::send_file_changes(std::vector<DiskChange> changes) {
    const std::string message = watched_files_message(changes);
    bool told = false;
    // A server that has not begun will see the disk as it is.
    for (Server* server : pool_.both()) {
        if (!server || !server->takes_messages()) continue;
        tell(*server, kWatchedFiles, message);
        told = true;
    }
    if (told) {
        log({LogLevel::kInfo,
             Event::kDiskChanges,
             {},
             "reported changes on disk to gopls: " + names_of(changes)});
    }
    workspace_.told_gopls(std::move(changes), order_, turn_);
}

/// Sends a request again after new views, if gopls received it before the report of the new file:
/// gopls then assigns the file to no package, and only new views cure that. As at a switch, a
/// request about an older text is not sent again.
bool Engine::ask_again_after_reload(Server& server, Pending& pending, std::string_view body) {
    if (pending.reissued || !may_be_asked_again(pending)) return false;
    const std::string path = workspace_.new_file_without_package(pending, body);
    if (path.empty()) return false;
    log({LogLevel::kInfo,
         Event::kReload,
         {{"path", path}},
         "gopls has no package for this new file"});
    reload_views(server);
    ask_again(server, pending);
    return true;
}

/// Sends a request again that gopls has answered with "no views", if new views are on their way:
/// the command that the proxy has ended was to make the view, and a request behind it came too
/// early. Alone, gopls would have let it wait.
bool Engine::ask_again_with_views(Server& server, Pending& pending, std::string_view body) {
    constexpr std::string_view kNoViews = R"("no views")";
    if (pending.since >= server.reloaded || !may_be_asked_again(pending)) return false;
    if (lsp::member(lsp::member(body, "error"), "message") != kNoViews) return false;
    ask_again(server, pending);
    return true;
}

bool Engine::may_be_asked_again(const Pending& pending) const {
    return pending.pure_read && !pending.frame.empty() && !pending.cancelled &&
           !requests_.is_partly_answered(pending);
}

void Engine::ask_again(Server& server, Pending& pending) {
    if (fail_if_outdated(pending)) return take_over_when_due();
    pending.reissued = true;
    view_.progress.mute(pending);
    deliver(server, pending, turn_.out.copy_for_turn(pending.frame));
}

Effects& Engine::go_seen(const std::string& path, const std::string& identity, Time now) {
    return turn(now, [&] {
        const auto replaced = workspace_.go_seen(path, identity, turn_);
        if (replaced && session_.phase == Session::Phase::kRunning) act_on_finding(*replaced);
    });
}

/// Acts on changes that the editor has not reported in time.
void Engine::report_stale_files() {
    if (const auto stale = workspace_.take_stale(turn_)) act_on_finding(*stale);
}

void Engine::server_logged(Server& server, std::string_view params) {
    if (!watching() || !pool_.is_active(server)) return;
    const auto found = workspace_.server_logged(params, turn_);
    if (found.storm) act_on_finding(*found.storm);
    if (found.build_cache_fault && !ended_) build_cache_failed(server, *found.build_cache_fault);
}

/// Replaces gopls by one with the proxy's own build cache, whose go commands work although the
/// user's cache fails.
void Engine::build_cache_failed(Server& server, const Verdict& verdict) {
    if (pool_.standby() || replacements_.planned() || server.private_build_cache) return;
    if (session_.phase >= Session::Phase::kShutDown) return;
    // gopls logs the fault with every load.
    const std::string refusal(acting() ? no_replacement_because() : "not acting");
    if (!refusal.empty()) {
        if (std::exchange(server.build_cache_fault_seen, true)) return;
        report_stall(verdict, server);
        return log({LogLevel::kWarning, Event::kNoReplacement, {}, refusal});
    }
    open_incident(verdict, server);
    act_on_finding(verdict);
}

}  // namespace core
