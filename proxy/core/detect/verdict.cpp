#include "core/detect/verdict.hpp"

namespace core {

namespace {

std::string in_words(const Peer& peer) {
    const bool named = !peer.host.empty() && peer.host != peer.address;
    return (named ? peer.host + " at " : "") + peer.address + " (" + peer.state + ")";
}

/// Returns the tool that the command runs and waits for, in words. Empty without one.
std::string run_by(const AwaitedCommand& command) {
    return command.tool.empty() ? "" : "it runs \"" + command.tool + "\"";
}

/// Returns what blocks a command that has neither work nor a connection. Empty if that cannot be
/// seen.
std::string hindrance(const verdict::GoCommandLocal& e) {
    const AwaitedCommand& command = e.command;
    const std::string& channel = command.wait_channel;
    if (command.stopped) return ", it was stopped by a signal (state T)";
    if (command.lock) {
        const std::string& lock = command.lock->in_words;
        return ", it waits for a lock" + (lock.empty() ? "" : ": " + lock);
    }
    if (e.in_disk_sleep) {
        return ", it waits for a disk or a mount that does not respond (state D" +
               (channel.empty() ? "" : ", in " + channel) + ")";
    }
    if (channel.find("pipe") != std::string::npos) return ", it waits on a pipe";
    return {};
}

/// The sentence of each kind.
struct Sentence {
    const Head& head;

    std::string operator()(const verdict::Idle&) const { return "gopls is idle"; }
    std::string operator()(const verdict::Busy&) const {
        return "gopls is working on " + at_head() + " (" + head.work + ")";
    }
    std::string operator()(const verdict::Unknown&) const {
        return (head.is_notification ? "gopls has answered nothing after "
                                     : "gopls has not answered ") +
               head.method + " for " + human(head.age) +
               "; this platform does not show what it is doing";
    }
    std::string operator()(const verdict::WaitingOnEditor& e) const {
        return "gopls has waited for the editor's answer to " + e.owed.method + " for " +
               human(e.owed.age);
    }
    std::string operator()(const verdict::GoCommandNetwork& e) const {
        return quoted(e.command) + " waits for " + in_words(e.command.peer) +
               ", with no activity for " + quiet();
    }
    std::string operator()(const verdict::GoCommandLocal& e) const {
        return quoted(e.command) + " has been inactive for " + quiet() + hindrance(e) +
               (e.more_commands > 0
                    ? "; the same is true of " + std::to_string(e.more_commands) + " more"
                    : "");
    }
    std::string operator()(const verdict::GoEnv& e) const {
        return quoted(e.command) + " has been inactive for " + quiet() +
               "; if it is killed, gopls loses its view of the workspace";
    }
    std::string operator()(const verdict::ToolchainDownload& e) const {
        return quoted(e.command) + " downloads another Go from " + in_words(e.command.peer) +
               ", with no activity for " + quiet();
    }
    std::string operator()(const verdict::PackagesDriver& e) const {
        return "the packages driver " + quoted(e.command) + " has been inactive for " + quiet();
    }
    std::string operator()(const verdict::OtherChild& e) const {
        const std::string runs = run_by(e.command);
        return quoted(e.command) + ", started by gopls, has been quiet for " + quiet() +
               (runs.empty() ? "" : "; " + runs);
    }
    std::string operator()(const verdict::WaitingForPerson& e) const {
        return quoted(e.command) + " waits for you: " + e.program + " asks for a password";
    }
    std::string operator()(const verdict::Deadlocked& e) const {
        if (!e.detail.empty()) return "gopls does not read its input: " + e.detail;
        return "gopls is stuck on " + at_head() + ": no work for " + quiet() +
               ", no child process, and it does not wait for the editor";
    }
    std::string operator()(const verdict::Stopped&) const {
        return "gopls was stopped by a signal (state T)";
    }
    std::string operator()(const verdict::Spinning&) const {
        return "gopls has been burning CPU on " + at_head() + " for " + human(head.age);
    }
    std::string operator()(const verdict::StaleView& e) const {
        return "gopls has stale data: " + e.detail;
    }
    std::string operator()(const verdict::ReloadStorm& e) const {
        return "gopls reloads again and again: " + e.detail;
    }
    std::string operator()(const verdict::BuildCacheFault& e) const {
        return "the go command cannot use its build cache (GOCACHE): " + e.detail;
    }
    std::string operator()(const verdict::RefusedStart& e) const {
        return "gopls refused to start: " + e.detail;
    }
    std::string operator()(const verdict::Dead& e) const { return "gopls ended: " + e.detail; }
    std::string operator()(const verdict::OutOfMemory& e) const {
        return "gopls ended: " + e.detail;
    }
    std::string operator()(const verdict::CacheFault& e) const {
        return "gopls ended because of its file cache: " + e.detail;
    }
    std::string operator()(const verdict::Garbage& e) const {
        return "gopls wrote output that is not LSP: " + e.detail;
    }
    std::string operator()(const verdict::InternalError& e) const {
        return "second internal error in gopls-proxy (" + e.detail +
               "); from now on it only forwards messages";
    }
    std::string operator()(const verdict::Asked&) const {
        return "requested by the user; gopls " +
               (head.method.empty() ? "had nothing to do"
                                    : "had spent " + human(head.age) + " on " + at_head());
    }

  private:
    /// Returns the messages one of which gopls is working on.
    std::string at_head() const {
        return head.method + (head.is_notification ? " or a message after it" : "");
    }
    std::string quiet() const { return human(head.quiet); }
    static std::string quoted(const AwaitedCommand& command) { return '"' + command.line + '"'; }
};

}  // namespace

VerdictKind Verdict::kind() const {
    return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::kKind; }, evidence);
}

const AwaitedCommand* Verdict::command() const {
    if (const auto* busy = as<verdict::Busy>()) return busy->command ? &*busy->command : nullptr;
    return std::visit(
        []([[maybe_unused]] const auto& e) -> const AwaitedCommand* {
            if constexpr (requires { e.command.line; }) return &e.command;
            return nullptr;
        },
        evidence);
}

std::string sentence(const Verdict& verdict) {
    return std::visit(Sentence{verdict.head}, verdict.evidence);
}

Facts facts_of(const Verdict& verdict) {
    Facts facts;
    facts.head = verdict.head.method;
    facts.head_age = verdict.head.age;
    facts.quiet = verdict.head.quiet;
    facts.work = verdict.head.work;
    facts.pid = verdict.server_pid;
    const auto* waits = verdict.as<verdict::WaitingOnEditor>();
    if (const Owed* owed = waits ? &waits->owed : verdict.owed ? &*verdict.owed : nullptr) {
        facts.owed = owed->method;
        facts.owed_age = owed->age;
    }
    if (const AwaitedCommand* command = verdict.command()) {
        facts.command = command->line;
        facts.pid = command->pid;
        facts.host = command->peer.host;
        facts.peer = command->peer.address;
        facts.peer_state = command->peer.state;
        if (command->lock) {
            facts.lock_holder = command->lock->holder;
            facts.lock = command->lock->in_words;
        }
        facts.wait_channel = command->wait_channel;
        facts.detail = run_by(*command);
    }
    std::visit(
        [&]([[maybe_unused]] const auto& e) {
            if constexpr (requires { e.detail; }) facts.detail = e.detail;
        },
        verdict.evidence);
    return facts;
}

Fields log_fields(Fields before, const Verdict& verdict) {
    const Facts facts = facts_of(verdict);
    before.emplace_back("verdict", name(verdict.kind()));
    const auto field = [&before](std::string_view key, std::string_view value) {
        if (!value.empty()) before.emplace_back(key, value);
    };
    field("head", facts.head);
    if (facts.head_age > Duration{}) field("head_age", human(facts.head_age));
    if (facts.quiet > Duration{}) field("quiet", human(facts.quiet));
    field("work", facts.work);
    field("owed", facts.owed);
    field("command", facts.command);
    if (facts.pid) field("pid", std::to_string(facts.pid));
    field("host", facts.host);
    field("peer", facts.peer);
    field("peer_state", facts.peer_state);
    if (facts.lock_holder) field("lock_holder", std::to_string(facts.lock_holder));
    field("lock", facts.lock);
    field("wait_channel", facts.wait_channel);
    field("detail", facts.detail);
    return before;
}

}  // namespace core
