// Message handling of the model gopls: the acts that each message causes.
#include <algorithm>
#include <utility>

#include "simulation/gopls.hpp"
#include "simulation/violation.hpp"

namespace simulation {
namespace {

constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kRequestCancelled = -32800;
constexpr int kRequestFailed = -32803;
constexpr const char* kWatched = "workspace/didChangeWatchedFiles";

json capabilities() {
    return {{"textDocumentSync", {{"openClose", true}, {"change", 2}}},
            {"hoverProvider", true},
            {"executeCommandProvider", {{"commands", {"gopls.tidy", "gopls.run_tests"}}}}};
}

Act say_progress(const json& token, const char* kind) {
    Act act = Act::say(notification(
        "$/progress", {{"token", token}, {"value", {{"kind", kind}, {"title", "Running"}}}}));
    act.token = token.dump();
    act.begins = std::string_view(kind) == "begin";
    act.ends = std::string_view(kind) == "end";
    return act;
}

bool same_folder(const json& a, const json& b) {
    return a.value("uri", "") == b.value("uri", "");
}

}  // namespace

void Gopls::begin_request(const Message& m, std::uint64_t text) {
    if (m.method.starts_with("$/")) {
        return add(Act::say(error_reply(m.id, kMethodNotFound)));
    }
    if (m.method == "initialize" && std::exchange(greeted_, true)) {
        return add(Act::say(error_reply(m.id, kInvalidRequest)));
    }
    if (m.method == "initialize") {
        const json& p = m.params();
        const auto list = p.find("workspaceFolders");
        if (list != p.end() && list->is_array()) folders.assign(list->begin(), list->end());
        add(Act::compute(choices_.between(1ms, 800ms), true));
        return reply_to(m, {{"capabilities", capabilities()}, {"serverInfo", {{"name", "gopls"}}}});
    }
    if (m.method == "shutdown") return reply_to(m, nullptr);
    if (m.method == "workspace/executeCommand") return run_command(m);
    if (cancelled_.contains(m.id.dump())) {
        return add(Act::say(error_reply(m.id, kRequestCancelled)));
    }
    if (m.params().is_object() && m.params().contains("workDoneToken")) {
        work_shown(m.params()["workDoneToken"]);
    }
    add(Act::compute(choices_.between(10us, 40ms), true));
    if (!around_.calm && choices_.one_in(40)) {
        add(Act::compute(choices_.between(100ms, 30s), true));
    }
    if (m.params().is_object() && m.params().contains("partialResultToken")) {
        // Two partial results with a pause, in which the server may hang or die.
        for (int i = 0; i < 2; ++i) {
            add(Act::say(notification("$/progress", {{"token", m.params()["partialResultToken"]},
                                                     {"value", {start.generation}}})));
            add(Act::compute(choices_.between(1ms, 1s), true));
        }
    }
    if (choices_.one_in(30)) return add(Act::say(error_reply(m.id, kRequestFailed)));
    reply_to(m, {{"from", start.generation}, {"to", m.n}, {"text", text}});
}

void Gopls::reply_to(const Message& m, const json& result) {
    const bool greets = m.method == "initialize";  // an editor gives up after a refusal
    const Reply how = greets ? Reply::kOnce : std::exchange(next_reply_, Reply::kOnce);
    if (how == Reply::kLate) add(Act::say(error_reply(m.id, kRequestCancelled)));
    if (how == Reply::kToNothing) add(Act::say(reply("nobody", result)));
    add(Act::say(reply(m.id, result)));
    if (how == Reply::kTwice) add(Act::say(reply(m.id, result)));
}

void Gopls::run_command(const Message& m) {
    const std::string command = m.params().value("command", "");
    demand(++around_.executed[m.n] == 1, "a command was run twice: ", m.bytes);
    const json result = {{"from", start.generation}, {"to", m.n}, {"text", 0}};
    if (command == "gopls.run_tests") {  // runs beside the queue
        return aside_.push_back({lived_ + choices_.between(1ms, 20s),
                                 reply(m.id, result),
                                 {},
                                 {},
                                 Aside::What::kTests});
    }
    if (const auto token = m.params().find("workDoneToken"); token != m.params().end()) {
        work_shown(*token);
    }
    add(Act::compute(choices_.between(1ms, 2s), true));
    if (command == "gopls.edit") {
        ask("workspace/applyEdit", {{"label", std::to_string(m.n)}, {"edit", json::object()}});
    }
    reply_to(m, result);
}

/// Shows progress under a token of the editor, with some work.
void Gopls::work_shown(const json& token) {
    created_.insert(token.dump());
    own_tokens_.insert(token.dump());
    add(say_progress(token, "begin"));
    add(Act::compute(choices_.between(1ms, 300ms), true));
    add(say_progress(token, "report"));
    add(Act::compute(choices_.between(1ms, 300ms), true));
    add(say_progress(token, "end"));
}

void Gopls::begin_notification(const Message& m) {
    if (next_load_ && !beside_ && initialized && m.method != "exit") {
        beside_ = *std::exchange(next_load_, std::nullopt);
        beside_->pid = start.generation * 1000 + 600 + ++loads_beside_ % 200;
        beside_->due = beside_->takes == Act::kForEver ? Time::max() : lived_ + beside_->takes;
    }
    if (m.method == "exit") {
        exit_status = core::ExitStatus{0, 0};
    } else if (m.method == "initialized") {
        initialized = true;
        load();
    } else if (m.method == "$/setTrace") {
        trace = m.params().value("value", "");
    } else if (m.method == "workspace/didChangeConfiguration") {
        ask("workspace/configuration", {{"items", {{{"section", "gopls"}}}}});
    } else if (m.method == "workspace/didChangeWorkspaceFolders") {
        const json& event = m.params().at("event");
        for (const json& gone : event.at("removed")) {
            std::erase_if(folders, [&](const json& f) { return same_folder(f, gone); });
        }
        for (const json& added : event.at("added")) {
            std::erase_if(folders, [&](const json& f) { return same_folder(f, added); });
            folders.push_back(added);
        }
        load();
    } else if (m.method == "window/workDoneProgress/cancel") {
        demand(own_tokens_.contains(m.params().at("token").dump()),
               "progress was cancelled at a server that did not show it: ", m.bytes);
    } else if (m.method == kWatched) {
        ++told_of_files;
        add(Act::compute(choices_.between(10us, 5ms), true));
    } else if (m.method.starts_with("textDocument/did")) {
        add(Act::compute(choices_.between(10us, 5ms), true));
        const std::string uri = m.uri();
        const auto text = texts.find(uri);
        publish(uri, text == texts.end() ? std::string() : finding_in(text->second.text));
    }
}

/// Loads the workspace, after `initialized` or a change of folders (docs/gopls-facts.md,
/// "Loading").
void Gopls::load() {
    ++loads_;
    register_watching();
    ask("workspace/configuration", {{"items", {{{"section", "gopls"}}}}});
    const bool shows = choices_.percent(70);
    const json token = new_token();
    if (shows) {
        ask("window/workDoneProgress/create", {{"token", token}}, token.dump());
        if (choices_.percent(30)) add(Act::compute(choices_.between(1ms, 1s), true));
        add(say_progress(token, "begin"));
    }
    // This progress begins during the load or long after it.
    if (choices_.percent(30)) works_aside(choices_.between(0ms, 5s), choices_.between(1ms, 10s));
    Act list = Act::compute(choices_.between(5ms, 4s), true);
    if (!around_.calm && choices_.one_in(20)) list.takes = choices_.between(4s, 2min);
    list.child = Child::kGoList;
    if (around_.network_silent && start.network == core::Network::kNormal) {
        list.child = Child::kGoListSilent;
        list.works = false;
        list.takes = Act::kForEver;
    }
    add(std::move(list));
    if (shows) {
        add(say_progress(token, "report"));
        add(say_progress(token, "end"));
    }
    // In a file that is not open, one server finds something and the next does not.
    publish("file:///w/closed.go", loads_ % 2 == start.generation % 2 ? "closed" : "");
    for (const auto& [uri, text] : texts) publish(uri, finding_in(text.text));
}

/// Returns a number or a text that no other server uses, like the random tokens of gopls.
json Gopls::new_token() {
    const int number = start.generation * 1000 + ++tokens_;
    json token = choices_.percent(50) ? json(number) : json(std::to_string(number));
    own_tokens_.insert(token.dump());
    return token;
}

void Gopls::publish(const std::string& uri, const std::string& finding) {
    json list = json::array();
    if (!finding.empty()) list.push_back({{"message", finding}});
    Act act = Act::say(notification("textDocument/publishDiagnostics",
                                    {{"uri", uri}, {"diagnostics", std::move(list)}}));
    act.uri = uri;
    act.finding = finding;
    add(std::move(act));
}

/// Like gopls, registers the new watcher before it unregisters the old one.
void Gopls::register_watching() {
    const std::string id = std::string(kWatched) + "-" + std::to_string(watch_registrations_++);
    const json options = {{"watchers", folders}};
    ask("client/registerCapability",
        {{"registrations", {{{"id", id}, {"method", kWatched}, {"registerOptions", options}}}}});
    acts_.back().registers = id;
    for (const auto& [old, of] : std::exchange(registrations, {{id, options}})) {
        ask("client/unregisterCapability",
            {{"unregisterations", {{{"id", old}, {"method", kWatched}}}}});
    }
}

}  // namespace simulation
