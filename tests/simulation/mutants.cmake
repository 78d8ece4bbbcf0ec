# Deliberate faults of the core. mutant(NAME FILE ORIGINAL MUTATED) replaces the text ORIGINAL by
# MUTATED in a copy of FILE. ORIGINAL must be in FILE exactly once. In MUTATED, MUTANT is true while
# this mutant is switched on. The released program is built from the sources themselves. This file
# has only calls of mutant(), with NAME and FILE on the first line. mutate.cmake makes the copies.

# ---- replies

mutant("a reply is dropped" proxy/core/relay/request_table.cpp
[[    answered(pending);
    turn.relay(frame);]]
[[    answered(pending);
    if (!MUTANT) turn.relay(frame);]])
mutant("a reply is sent twice" proxy/core/relay/request_table.cpp
[[    record(pending, Replier::kGopls, ending, began, frame.bytes.size(), turn);]]
[[    if (MUTANT) turn.out.send_to_editor(std::string(frame.bytes));
    record(pending, Replier::kGopls, ending, began, frame.bytes.size(), turn);]])
mutant("surplus replies are forwarded" proxy/core/engine_server.cpp
[[        ++turn_.metrics.counters.surplus_replies;]]
[[        if (MUTANT && server.gate_open) return turn_.relay(frame);
        ++turn_.metrics.counters.surplus_replies;]])
mutant("a cancelled request is forgotten at a switch" proxy/core/relay/request_table.cpp
[[    turn.out.send_to_editor(lsp::error_reply(pending.id.raw(), code, message));]]
[[    const bool at_switch = code == lsp::ErrorCode::kRequestCancelled && pending.generation != 0;
    if (!MUTANT || !at_switch) turn.out.send_to_editor(lsp::error_reply(pending.id.raw(), code, message));]])
mutant("a read is retried twice" proxy/core/engine_replace.cpp
[[pending->pure_read && !pending->reissued &&]]
[[pending->pure_read && (MUTANT || !pending->reissued) &&]])
mutant("a read with partial results is retried" proxy/core/engine_replace.cpp
[[!requests_.is_partly_answered(*pending) &&]]
[[(MUTANT || !requests_.is_partly_answered(*pending)) &&]])
mutant("a read about an older text is retried" proxy/core/engine_replace.cpp
[[    if (!changed && !(key && requests_.has_lost(pending, *key))) return false;]]
[[    if (MUTANT || (!changed && !(key && requests_.has_lost(pending, *key)))) return false;]])
mutant("a read of a closed document is retried" proxy/core/relay/pending.cpp
[[    return it != closed_.end() && it->second > pending.order;]]
[[    return !MUTANT && it != closed_.end() && it->second > pending.order;]])
mutant("a command is retried" proxy/core/relay/request_table.cpp
[[    pending->pure_read = method.traits.pure_read;]]
[[    pending->pure_read = method.traits.pure_read || MUTANT;]])
mutant("reads are not retried at a switch" proxy/core/engine_replace.cpp
[[        } else if (pending->pure_read]]
[[        } else if (!MUTANT && pending->pure_read]])
mutant("shutdown is left unanswered" proxy/core/engine_end.cpp
[[    if (!pool_.active() || turn_.now - shutdown->received >= patience) return answer_shutdown();]]
[[    if (!pool_.active() || turn_.now - shutdown->received >= patience) return MUTANT ? void() : answer_shutdown();]])
mutant("the initialize id stays special" proxy/core/engine_server.cpp
[[std::exchange(session_.initialize_id, {})]]
[[
        MUTANT ? session_.initialize_id : std::exchange(session_.initialize_id, {})]])
mutant("a number and a string are the same id" lsp/id.cpp
[[    bool malformed = false;]]
[[    bool malformed = false;
    if (const auto number = plain_integer(raw.substr(1, raw.size() - 2)); MUTANT && number) return from_integer(*number);]])
mutant("a document is missing in the replay" proxy/core/engine_standby.cpp
[[        if (!entry->withheld) tell]]
[[        if (!entry->withheld && !(MUTANT && key.ends_with("b.go"))) tell]])
mutant("UTF-16 is off by one" lsp/text.cpp
[[size == 4 ? 2 : 1]]
[[size == 4 && !MUTANT ? 2 : 1]])
mutant("a version is not recorded" proxy/core/mirror/documents.cpp
[[    document->version = change.version;]]
[[    if (!MUTANT) document->version = change.version;]])
mutant("every document has the language Go" proxy/core/mirror/documents.cpp
[[    fresh.language_id = std::move(opening.language_id);]]
[[    fresh.language_id = MUTANT ? "go" : std::move(opening.language_id);]])
mutant("a standby misses edits" proxy/core/engine_editor.cpp
[[    if (for_standby && pool_.standby() && pool_.standby()->takes_messages() && !of_withheld) {]]
[[    if (!MUTANT && for_standby && pool_.standby() && pool_.standby()->takes_messages() && !of_withheld) {]])
mutant("the stuck server misses edits" proxy/core/engine_editor.cpp
[[    if (pool_.active() && pool_.active()->takes_messages() && !of_withheld) {]]
[[    if (pool_.active() && pool_.active()->takes_messages() && !of_withheld && !(MUTANT && pool_.standby())) {]])
mutant("an uncertain text is trusted" proxy/core/mirror/documents.cpp
[[    if (!document.trusted) return Outcome::kApplied;]]
[[    if (MUTANT || !document.trusted) return Outcome::kApplied;]])
mutant("a notification with an id has no effect" proxy/core/engine_editor.cpp
[[    if (method.traits.notification) return notification_with_id]]
[[    if (method.traits.notification && !MUTANT) return notification_with_id]])
mutant("a standby answers notifications with an id" proxy/core/engine_editor.cpp
[[        if (envelope.kind == lsp::Kind::kNotification) {]]
[[        if (MUTANT || envelope.kind == lsp::Kind::kNotification) {]])
mutant("a recorded notification with an id is not answered" proxy/core/engine_editor.cpp
[[    if (!turn_.relayed) return answer_for_gopls(*pending);]]
[[    if (!turn_.relayed) return MUTANT ? void() : answer_for_gopls(*pending);]])
mutant("half of a change is applied if the rest does not fit" proxy/core/mirror/documents.cpp
[[        if (before) text = *std::move(before);]]
[[        if (before && !MUTANT) text = *std::move(before);]])
mutant("an edit of an unopened document leaves no doubt" proxy/core/mirror/documents.cpp
[[    return edited_unopened_.insert(key).second ?]]
[[    if (MUTANT) return Outcome::kApplied;
    return edited_unopened_.insert(key).second ?]])
mutant("URI spellings of a document count as different documents" lsp/uri.cpp
[[    auto path = unescaped(uri);]]
[[    auto path = MUTANT ? std::optional<std::string>(uri) : unescaped(uri);]])
mutant("a server that does not read is replaced despite doubt" proxy/core/engine_backlog.cpp
[[    if (reads_no_more && activity.has_baseline() && documents_.all_trusted()) {]]
[[    if (reads_no_more && activity.has_baseline() && (MUTANT || documents_.all_trusted())) {]])
mutant("a server that writes garbage is replaced despite doubt" proxy/core/engine.cpp
[[next.has_error() && pool_.is_active(server) && !documents_.all_trusted()]]
[[!MUTANT && next.has_error() && pool_.is_active(server) && !documents_.all_trusted()]])
mutant("a document opened twice stays withheld" proxy/core/engine_editor.cpp
[[    if (method == "textDocument/didOpen"_method) return false;]]
[[    if (!MUTANT && method == "textDocument/didOpen"_method) return false;]])
# ---- folders, trace and settings

mutant("folders are not replayed" proxy/core/mirror/workspace_folders.cpp
[[    if (!added.empty()) messages]]
[[    if (!MUTANT && !added.empty()) messages]])
mutant("the trace value is not replayed" proxy/core/mirror/session.cpp
[[    if (!set_trace_.empty()) messages]]
[[    if (!MUTANT && !set_trace_.empty()) messages]])
mutant("a standby gets outdated settings" proxy/core/mirror/configuration.cpp
[[    for (auto& [item, answer] : answers_) answer.outdated = true;]]
[[    for (auto& [item, answer] : answers_) answer.outdated = !MUTANT;]])
mutant("a late answer follows the proxy's own answer" proxy/core/engine_editor.cpp
[[    if (asked->answered_for_editor) return]]
[[    if (!MUTANT && asked->answered_for_editor) return]])

# ---- the editor's view of a switch

mutant("progress is not ended" proxy/core/view/shown_progress.cpp
[[        turn.out.send_to_editor(end_message(token, "gopls was replaced"));]]
[[        if (!MUTANT) turn.out.send_to_editor(end_message(token, "gopls was replaced"));]])
mutant("progress begins before its token is created" proxy/core/engine_server.cpp
[[    if (!unseen) return view_.progress.holds(params, frame);]]
[[    if (!unseen) return !MUTANT && view_.progress.holds(params, frame);]])
mutant("progress begins under a token created behind the gate" proxy/core/engine_server.cpp
[[    const bool unseen = progress.is_unseen(token);]]
[[    const bool unseen = !MUTANT && progress.is_unseen(token);]])
mutant("progress that the editor refused continues" proxy/core/view/shown_progress.cpp
[[        if (!over) refused_.insert(token);]]
[[        if (!over && !MUTANT) refused_.insert(token);]])
mutant("a reply overtakes the end of its progress" proxy/core/engine_replace.cpp
[[    view_.progress.end_all(old.gated.progress, turn_);
    reclaim_requests(old.generation);]]
[[    if (!MUTANT) view_.progress.end_all(old.gated.progress, turn_);
    reclaim_requests(old.generation);
    if (MUTANT) view_.progress.end_all(old.gated.progress, turn_);]])
mutant("a retried request shows its progress again" proxy/core/engine_replace.cpp
[[            view_.progress.mute(*pending);]]
[[            if (!MUTANT) view_.progress.mute(*pending);]])
mutant("cancelled progress of others is forwarded" proxy/core/engine_editor.cpp
[[    return !pool_.active() || pool_.active()->generation == 1 ||]]
[[    return MUTANT || !pool_.active() || pool_.active()->generation == 1 ||]])
mutant("a request is cancelled under another id" proxy/core/engine_server.cpp
[[    if (editor_id == lsp::RequestId::from_raw(id)) return turn_.relay(frame);]]
[[    if (MUTANT || editor_id == lsp::RequestId::from_raw(id)) return turn_.relay(frame);]])
mutant("a refused registration is kept" proxy/core/engine_editor.cpp
[[        if (envelope.is_error) view_.registrations.refused(asked->params);]]
[[        if (!MUTANT && envelope.is_error) view_.registrations.refused(asked->params);]])
mutant("a refused registration is unregistered" proxy/core/view/registrations.cpp
[[        if (!it->refused) items.push_back(std::move(item));]]
[[        if (MUTANT || !it->refused) items.push_back(std::move(item));]])
mutant("the proxy's own progress does not end" proxy/core/view/shown_progress.cpp
[[    if (shown) turn.out.send_to_editor(end_message(token, message));]]
[[    if (shown && !MUTANT) turn.out.send_to_editor(end_message(token, message));]])
mutant("a registration id is used twice" proxy/core/view/registrations.cpp
[[    while (live(id)) id =]]
[[    while (!MUTANT && live(id)) id =]])
mutant("an old registration stays" proxy/core/view/editor_view.cpp
[[    if (!change.unregister_params.empty()) {]]
[[    if (!MUTANT && !change.unregister_params.empty()) {]])
mutant("a new registration is not made" proxy/core/view/editor_view.cpp
[[    if (!change.register_params.empty()) {]]
[[    if (!MUTANT && !change.register_params.empty()) {]])
mutant("held diagnostics are lost" proxy/core/view/editor_view.cpp
[[        turn.out.send_to_editor(frame);
    }
    server.held = {};]]
[[        if (!MUTANT) turn.out.send_to_editor(frame);
    }
    server.held = {};]])
mutant("old diagnostics stay" proxy/core/engine.cpp
[[    if (pool_.active()->queue.head() || pool_.active()->aftermath.new_view_comes()) {]]
[[    if (MUTANT) return;
    if (pool_.active()->queue.head() || pool_.active()->aftermath.new_view_comes()) {]])
mutant("valid diagnostics are cleared" proxy/core/view/diagnostics.cpp
[[        if (of < generation) uris]]
[[        if (MUTANT || of < generation) uris]])
mutant("a diagnostic is dropped" proxy/core/engine_server.cpp
[[            if (!passes || turn_.mode != Mode::kAct) break;]]
[[            if (MUTANT && passes) return;
            if (!passes || turn_.mode != Mode::kAct) break;]])
mutant("messages of a standby reach the editor" proxy/core/engine_standby.cpp
[[fresh.gate_open = plan.spawn_reason == SpawnReason::kFirst;]]
[[fresh.gate_open = MUTANT || plan.spawn_reason == SpawnReason::kFirst;]])
mutant("the gate of a loaded standby stays closed" proxy/core/engine_replace.cpp
[[    if (loaded) open_gate(*pool_.active());]]
[[    if (loaded && !MUTANT) open_gate(*pool_.active());]])
mutant("ids of later servers pass unchanged" proxy/core/engine_server.cpp
[[const bool first = server.generation == 1 &&]]
[[const bool first = (MUTANT || server.generation == 1) &&]])

# ---- judging and replacing

mutant("a server that works again is ended" proxy/core/engine_replace.cpp
[[    return Watchdog::quiet_at_head(server, turn_.now) < settings_.stall.window;]]
[[    return !MUTANT && Watchdog::quiet_at_head(server, turn_.now) < settings_.stall.window;]])
mutant("a busy server is judged" proxy/core/detect/judge.cpp
[[    if (s.quiet < std::min(window, settings.window)) {]]
[[    if (!MUTANT && s.quiet < std::min(window, settings.window)) {]])
mutant("windows are too short" proxy/core/detect/judge.cpp
[[    const Duration window = s.loading ? settings.load_window : settings.window;]]
[[    const Duration window =
        (s.loading ? settings.load_window : settings.window) / (MUTANT ? 5 : 1);]])
mutant("a go list is ended early" proxy/core/detect/judge.cpp
[[            if (command.quiet < settings.load_window) return {};
            return local_go_list(command, seen());]]
[[            if (command.quiet < settings.load_window / (MUTANT ? 3 : 1)) return {};
            return local_go_list(command, seen());]])
mutant("an idle server is judged" proxy/core/relay/server_queue.cpp
[[    for (auto done = it - requests_.begin() + 1; done > 0; --done) requests_.pop_front();]]
[[    for (auto done = it - requests_.begin() + 1; done > 0 && !MUTANT; --done) requests_.pop_front();]])
mutant("one replacement too many" proxy/core/servers/budget.cpp
[[static_cast<int>(taken_.size()) < settings_.replacements]]
[[
           static_cast<int>(taken_.size()) < settings_.replacements + (MUTANT ? 1 : 0)]])
mutant("mode=observe acts" proxy/core/engine.cpp
[[    return turn_.mode == Mode::kAct &&]]
[[    return (MUTANT || turn_.mode == Mode::kAct) &&]])
mutant("no probe follows a lone notification" proxy/core/engine_watch.cpp
[[        if (!server->loading() && server->probe.empty())]]
[[        if (!MUTANT && !server->loading() && server->probe.empty())]])
mutant("a late tick is not detected" proxy/core/servers/watchdog.cpp
[[    const bool late = is_late(due, turn);]]
[[    const bool late = !MUTANT && is_late(due, turn);]])
mutant("a standby outlives the session" proxy/core/engine_end.cpp
[[        if (!server) continue;
        server->ends_as]]
[[        if (!server || (MUTANT && pool_.is_standby(*server))) continue;
        server->ends_as]])

mutant("a temporary start fault is final" proxy/core/engine_standby.cpp
[[    if (pause && may_try) {]]
[[    if (!MUTANT && pause && may_try) {]])

# ---- streamed messages

mutant("the proxy writes into the middle of a message" proxy/core/servers/server.cpp
[[    if (streamed) {
        streamed->behind += message;]]
[[    if (streamed && !MUTANT) {
        streamed->behind += message;]])
mutant("half a message goes to a server that has no beginning" proxy/core/engine_stream.cpp
[[    Server* server = pool_.find(streams_to_);
    if (!server) return;
    const std::size_t written]]
[[    if (Server* other = pool_.active(); MUTANT && streams_to_ != 0 && other && other->generation != streams_to_) {
        streams_to_ = other->generation;
        other->streamed.emplace().written_bytes = part->bytes.size();
    }
    Server* server = pool_.find(streams_to_);
    if (!server) return;
    const std::size_t written]])
mutant("half a message is repeated" proxy/core/servers/server.cpp
[[    forward(bytes.substr(message.written_bytes), turn);]]
[[    forward(bytes.substr(MUTANT ? 0 : message.written_bytes), turn);]])
mutant("messages behind half a message are lost" proxy/core/servers/server.cpp
[[    if (message.behind.empty()) return Written::kPassedOn;]]
[[    if (message.behind.empty() || MUTANT) return Written::kPassedOn;]])
mutant("a server is judged while it waits for the editor" proxy/core/servers/server.cpp
[[    return paused || (streamed && !streamed->behind.empty());]]
[[    return paused || (!MUTANT && streamed && !streamed->behind.empty());]])

# ---- changes on disk, for an editor that does not watch files

mutant("a request overtakes a change on disk" proxy/core/workspace/disk_gate.cpp
[[    if (!asks && !opens) return false;]]
[[    if ((!asks && !opens) || MUTANT) return false;]])
mutant("a change on disk is not reported" proxy/core/engine_disk.cpp
[[        tell(*server, kWatchedFiles, message);]]
[[        if (!MUTANT) tell(*server, kWatchedFiles, message);]])
mutant("a standby misses a change on disk" proxy/core/engine_disk.cpp
[[    const std::string message = watched_files_message(changes);
    bool told = false;]]
[[    const std::string message = watched_files_message(changes);
    if (MUTANT && pool_.standby() && pool_.active() && pool_.active()->takes_messages()) {
        return tell(*pool_.active(), kWatchedFiles, message);
    }
    bool told = false;]])
mutant("the message that waits for the disk is lost" proxy/core/engine_disk.cpp
[[    editor_frame(*frame);]]
[[    if (!MUTANT) editor_frame(*frame);]])
mutant("messages behind one that waits for the disk are lost" proxy/core/engine_disk.cpp
[[    editor_frames();
}]]
[[    if (!MUTANT) editor_frames();
}]])
mutant("a check of the disk serves later messages" proxy/core/engine.cpp
[[    disk_gate_.input_came(now);]]
[[    if (!MUTANT) disk_gate_.input_came(now);]])

# ---- finding the server, and hanging commands

mutant("the script that starts gopls counts as gopls" proxy/core/detect/locate_server.cpp
[[        if (processes[i].is_gopls != IsGopls::kYes || is_telemetry(processes[i])) continue;]]
[[        if (MUTANT && i == 0) return i;
        if (processes[i].is_gopls != IsGopls::kYes || is_telemetry(processes[i])) continue;]])
mutant("a command is judged by the work of gopls" proxy/core/detect/judge.cpp
[[        const bool alone = seen != s.commands.end() && is_judged_alone(command);]]
[[        const bool alone = !MUTANT && seen != s.commands.end() && is_judged_alone(command);]])
mutant("only one of several hanging commands is ended" proxy/core/detect/judge.cpp
[[        if (!is_stuck_likewise(command, *worst, *s.snapshot)) continue;]]
[[        if (MUTANT || !is_stuck_likewise(command, *worst, *s.snapshot)) continue;]])
mutant("work of a descendant does not count for its command" proxy/core/detect/activity.cpp
[[        if (!sign.empty()) command_worked(command, now, sign);]]
[[        if (!sign.empty() && !MUTANT) command_worked(command, now, sign);]])
mutant("requests beside the queue are not watched" proxy/core/relay/server_queue.cpp
[[    if (!requests_.empty() || aside_.empty()) return head();]]
[[    if (MUTANT || !requests_.empty() || aside_.empty()) return head();]])
mutant("a load without a waiting request is not sampled" proxy/core/servers/watchdog.cpp
[[        server->looks_left = kLooks;
        watch_anew(*server, turn);]]
[[        server->looks_left = MUTANT ? 0 : kLooks;
        watch_anew(*server, turn);]])
mutant("a load is not sampled as long as it lives" proxy/core/servers/watchdog.cpp
[[    server.looks_left = works || loads ? kLooks : std::max(0, server.looks_left - 1);]]
[[    server.looks_left =
        (works || loads) && !MUTANT ? kLooks : std::max(0, server.looks_left - 1);]])
