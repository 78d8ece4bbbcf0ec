// Input of the model editor, and its rules (docs/design.md, "One reply", "Progress ends").
#include <algorithm>
#include <utility>

#include "simulation/editor.hpp"
#include "simulation/violation.hpp"

namespace simulation {
namespace {

/// A user may take this long to answer.
constexpr Duration kPersonsTime = 40s;
constexpr Duration kProgramsTime = 60ms;

bool is_for_a_person(const std::string& method) {
    return method == "workspace/applyEdit" || method == "window/showMessageRequest";
}

bool ends_progress(const Message& m) {
    if (m.method != "$/progress") return false;
    const json& value = m.params().at("value");
    return value.is_object() && value.value("kind", "") == "end";
}

}  // namespace

void Editor::receive(const Message& m, Generation from, Time now) {
    // LSP 3.17, "Initialize Request". The proxy also has to end the progress of a dead server.
    const bool allowed = (initialize_sent && m.method == "window/showMessage") || ends_progress(m);
    demand(initialize_answered || !m.is_notification() || m.n != 0 || allowed,
           "the proxy spoke before the initialize reply: ", m.bytes);
    if (m.is_reply()) return reply_came(m, from);
    if (m.is_request()) return request_came(m, from, now);
    if (m.is_notification()) return notification_came(m, from, now);
}

void Editor::reply_came(const Message& m, Generation from) {
    if (m.id.is_null()) return;  // replies to an unreadable message
    const auto it = asked_.find(m.id.dump());
    if (it == asked_.end() && m.n != 0 && strays_ > 0) {
        --strays_;
        return;
    }
    demand(it != asked_.end(), "an unsolicited or second reply: ", m.bytes);
    const AskedByEditor asked = std::move(it->second);
    asked_.erase(it);
    ++replies;
    demand(!progress_open.contains(asked.work_token),
           "a reply came before the end of its progress: ", m.bytes);
    if (asked.method == "initialize") {
        initialize_answered = initialize_answered || !m.is_error();
        return;
    }
    if (m.n == 0) {
        if (m.is_error()) ++errors_of_proxy;
        on_proxy_reply(asked, m);
        return;
    }
    on_reply(asked, m);
    if (m.is_error() || !m.result().is_object()) return;
    demand(m.result().value("from", 0) == from, "a reply came from another server: ", m.bytes);
    demand(m.result().value("to", std::uint64_t{0}) == asked.n,
           "a reply answers another request: ", m.bytes);
    demand(!asked.pure_read || asked.text == 0 || m.result()["text"] == asked.text,
           "a reply is about another text than its request: ", m.bytes);
}

void Editor::request_came(const Message& m, Generation from, Time now) {
    const bool taken = std::any_of(owed_.begin(), owed_.end(),
                                   [&](const Owed& owed) { return owed.question.id == m.id; });
    demand(!taken, "two open requests to the editor have the same id: ", m.bytes);
    questions_[m.id.dump()] = from;
    const json& params = m.params();
    if (m.method == "client/registerCapability") {
        for (const json& r : params.at("registrations")) {
            demand(!registrations.contains(r.at("id")),
                   "a registration id is live twice: ", m.bytes);
            registrations[r.at("id")] = {r.at("method"), r.value("registerOptions", json())};
            refusals_.erase(r.at("id"));
        }
    } else if (m.method == "client/unregisterCapability") {
        for (const json& r : params.at("unregisterations")) {
            // It may cross the editor's refusal, if the proxy has answered for the editor.
            demand(registrations.erase(r.at("id")) == 1 || refusals_.erase(r.at("id")) == 1,
                   "an unknown registration was unregistered: ", m.bytes);
        }
    } else if (m.method == "workspace/applyEdit") {
        demand(applied_.insert(params.at("label")).second, "an edit is applied twice: ", m.bytes);
    }
    const Duration takes =
        choices_.between(0ms, is_for_a_person(m.method) ? kPersonsTime : kProgramsTime);
    owed_.push_back({m, now + takes + slow_answers});
}

void Editor::notification_came(const Message& m, Generation from, Time now) {
    if (m.method == "$/progress") return progress_came(m, from);
    if (m.method == "$/cancelRequest") return question_taken_back(m, from, now);
    if (m.method != "textDocument/publishDiagnostics") return;
    const json& list = m.params().at("diagnostics");
    const std::string uri = canonical(m.params().at("uri").get<std::string>());
    if (list.empty()) {
        findings.erase(uri);
    } else {
        findings[uri] = list.front().at("message");
    }
}

void Editor::progress_came(const Message& m, Generation from) {
    const std::string token = m.params().at("token").dump();
    const json& value = m.params().at("value");
    if (!value.is_object()) {
        const auto it = std::find_if(asked_.begin(), asked_.end(), [&](const auto& entry) {
            return entry.second.partial_token == token;
        });
        demand(it != asked_.end(), "a partial result without a request: ", m.bytes);
        Generation& of = it->second.partial_from;
        demand(of == 0 || of == from, "partial results come from two servers: ", m.bytes);
        of = from;
        return;
    }
    const bool being_created = std::any_of(owed_.begin(), owed_.end(), [&](const Owed& owed) {
        return owed.question.method == "window/workDoneProgress/create" &&
               owed.question.params().at("token") == m.params().at("token");
    });
    demand(!being_created, "progress while its token is being created: ", m.bytes);
    const std::string kind = value.value("kind", "");
    if (kind == "begin") {
        AskedByEditor* asked = request_with_token(token);
        const bool given = asked && !std::exchange(asked->work_begun, true);
        demand(given || created_.erase(token) == 1,
               "progress began without a created token: ", m.bytes);
        demand(progress_open.insert(token).second, "progress began twice: ", m.bytes);
        begun_.push_back(token);
    } else {
        demand(progress_open.contains(token), "progress continued without a begin: ", m.bytes);
    }
    if (kind == "end") progress_open.erase(token);
}

/// Returns the unanswered request with this token, or null.
AskedByEditor* Editor::request_with_token(const std::string& token) {
    const auto it = std::find_if(asked_.begin(), asked_.end(), [&](const auto& entry) {
        return entry.second.work_token == token;
    });
    return it == asked_.end() ? nullptr : &it->second;
}

/// The editor answers a cancelled request at once, if it has not answered it yet.
void Editor::question_taken_back(const Message& m, Generation from, Time now) {
    const json& id = m.params().at("id");
    const auto it = questions_.find(id.dump());
    demand(it != questions_.end() && it->second == from,
           "a request was cancelled that the server has not sent: ", m.bytes);
    for (Owed& owed : owed_) {
        if (owed.question.id == id) owed.due = now;
    }
}

}  // namespace simulation
