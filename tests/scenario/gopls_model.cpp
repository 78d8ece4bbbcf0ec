#include "scenario/gopls_model.hpp"

#include <algorithm>
#include <utility>

#include "lsp/message.hpp"

namespace scenario {
namespace {

json default_initialize_result() {
    return {{"capabilities",
             {{"textDocumentSync", {{"openClose", true}, {"change", 2}}},
              {"hoverProvider", true},
              {"executeCommandProvider",
               {{"commands", json::array({"gopls.tidy", "gopls.run_tests"})}}}}},
            {"serverInfo", {{"name", "gopls"}, {"version", "v0.23.0"}}}};
}

core::Process process(int pid, int parent, std::vector<std::string> argv) {
    core::Process p;
    p.ref = {pid, static_cast<std::uint64_t>(pid) * 10};
    p.parent = parent;
    p.state = 'S';
    p.argv = std::move(argv);
    p.cpu = std::chrono::milliseconds(100);
    p.is_gopls = core::IsGopls::kNo;
    return p;
}

/// Returns whether gopls runs this request beside its queue (docs/gopls-facts.md, "Queue").
bool runs_aside(const Message& message) {
    return message.method == "textDocument/diagnostic" ||
           (message.method == "workspace/executeCommand" &&
            message.params().value("command", "") == "gopls.run_tests");
}

}  // namespace

Gopls::Gopls(const core::effect::Spawn& how, Script script)
    : start(how), initialize_result(default_initialize_result()), script_(std::move(script)) {
    const int pid = how.generation * 1000;
    next_pid_ = pid;
    snapshot.known = true;
    snapshot.processes.push_back(process(pid, 1, {"gopls", "serve"}));
    leader().is_gopls = core::IsGopls::kYes;
}

core::Process& Gopls::starts_child(std::vector<std::string> argv, int parent) {
    const int pid = ++next_pid_;
    snapshot.processes.push_back(process(pid, parent ? parent : leader().ref.pid, std::move(argv)));
    return snapshot.processes.back();
}

core::Process& Gopls::is_started_by(std::vector<std::string> argv) {
    core::Process wrapper = process(start.generation * 1000 - 1, 1, std::move(argv));
    leader().parent = wrapper.ref.pid;
    snapshot.processes.insert(snapshot.processes.begin(), std::move(wrapper));
    leader_at_ = 1;
    return snapshot.processes.front();
}

void Gopls::runs_elsewhere() {
    leader().argv = {"docker", "exec", "-i", "box", "gopls"};
    leader().is_gopls = core::IsGopls::kNo;
}

void Gopls::notifies(std::string_view method, const json& params) {
    output += notification(method, params);
}

void Gopls::asks(const json& id, std::string_view method, const json& params) {
    output += request(id, method, params);
}

void Gopls::asks_and_waits(const json& id, std::string_view method, const json& params) {
    asks(id, method, params);
    awaited_ = id.dump();
}

std::vector<std::string> Gopls::notifications() const {
    std::vector<std::string> methods;
    for (const Message& message : received) {
        if (message.is_notification()) methods.push_back(message.method);
    }
    return methods;
}

const json* Gopls::answer_to(const json& id) const {
    const auto it = answers_.find(id.dump());
    return it == answers_.end() ? nullptr : &it->second;
}

void Gopls::receive(std::string_view bytes) {
    received_bytes += bytes;
    if (!reads) {
        unread_bytes += bytes.size();
        return;
    }
    // A stuck gopls continues to read its input (docs/gopls-facts.md, "Queue").
    leader().read_chars += bytes.size();
    for (Message& message : wire_.take(bytes)) {
        take_in(texts, message);
        received.push_back(message);
        if (message.is_reply()) {
            answers_[message.id.dump()] = message.body;
            if (message.id.dump() == awaited_) awaited_.clear();
        } else {
            (runs_aside(message) ? aside_ : waiting_).push_back(std::move(message));
        }
    }
    proceed();
}

void Gopls::goes_on() {
    hangs_on_.clear();
    awaited_.clear();
    proceed();
}

void Gopls::proceed() {
    for (auto it = aside_.begin(); it != aside_.end();) {
        if (hangs_on_.contains(it->method)) {
            ++it;
            continue;
        }
        const Message message = std::move(*it);
        it = aside_.erase(it);
        handle(message);
    }
    while (!waiting_.empty() && awaited_.empty()) {
        if (hangs_on_.contains(waiting_.front().method)) return;
        const Message message = std::move(waiting_.front());
        waiting_.pop_front();
        handle(message);
    }
}

void Gopls::handle(const Message& message) {
    if (script_) script_(*this, message);
    if (message.method == "exit") exits = core::ExitStatus{0, 0};
    if (!message.is_request()) return;
    if (message.is_probe()) {
        output += lsp::error_reply(message.id.dump(), lsp::ErrorCode::kMethodNotFound,
                                   "method not found");
        return;
    }
    if (const auto it = refused_.find(message.method); it != refused_.end()) {
        output += lsp::error_reply(message.id.dump(), lsp::ErrorCode::kRequestFailed, it->second);
        return;
    }
    json result = {{"from", start.generation}, {"method", message.method}};
    if (message.method == "initialize") result = initialize_result;
    if (message.method == "shutdown") result = nullptr;
    if (const auto it = results_.find(message.method); it != results_.end()) result = it->second;
    // gopls writes the id last.
    output += lsp::frame(R"({"jsonrpc":"2.0","result":)" + result.dump() + R"(,"id":)" +
                         message.id.dump() + "}");
}

}  // namespace scenario
