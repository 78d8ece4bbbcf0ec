// Rules of forwarding: nothing is altered, lost, doubled or reordered (docs/design.md, "One reply",
// "Unaltered bytes", "Same text", "One active", "Disk first").
#include "simulation/oracle.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "simulation/violation.hpp"

namespace simulation {
namespace {

/// Methods of the messages that the proxy itself writes to a server, including the replay
/// (docs/design.md, "Unaltered bytes").
constexpr std::array<std::string_view, 8> kOwnToServer = {"$/gopls-proxy/probe",
                                                          "initialize",
                                                          "initialized",
                                                          "textDocument/didOpen",
                                                          "$/setTrace",
                                                          "workspace/didChangeConfiguration",
                                                          "workspace/didChangeWorkspaceFolders",
                                                          "workspace/didChangeWatchedFiles"};

constexpr std::string_view kScheme = "file://";

json without_id(json body) {
    body.erase("id");
    return body;
}

std::uint64_t first_number(Generation generation) {
    return static_cast<std::uint64_t>(generation) * kNumbersEach;
}

}  // namespace

void Oracle::delivered(Message m) {
    ++statistics_.messages_checked;
    if (m.n == 0) {
        opaque_.insert(m.bytes);
        return;
    }
    if (m.tells()) notifications_.push_back(m.n);
    if (m.is_request()) {
        ++statistics_.requests;
        open_requests_.insert(m.id.dump());
        const bool of_proxy = m.method == "workspace/executeCommand" &&
                              m.bytes.find("\"gopls-proxy.") != std::string::npos;
        if (of_proxy) open_proxy_commands_.insert(m.id.dump());
        lost_before_[m.n] = lost_;
    }
    if (m.method == "textDocument/didOpen" || m.method == "textDocument/didClose") {
        edited_unopened_.erase(m.uri());
    } else if (m.method == "textDocument/didChange" && !texts_.contains(m.uri())) {
        edited_unopened_.insert(m.uri());
    }
    take_in(texts_, m);
    const std::uint64_t n = m.n;
    sent_.emplace(n, std::move(m));
}

const Message& Oracle::sent(std::uint64_t n) const {
    const auto it = sent_.find(n);
    demand(it != sent_.end(),
           "a message was written that the editor did not send: ", std::to_string(n));
    return it->second;
}

/// Returns the engine's mirror of a document, or null.
const core::Document* Oracle::document_of(const std::string& uri) const {
    const auto& all = engine_.documents().all();
    const auto it = all.find(uri.substr(std::min(uri.size(), kScheme.size())));
    return it == all.end() ? nullptr : &it->second;
}

void Oracle::turn_begins(Generation reads_from, std::size_t bytes) {
    ++statistics_.turns;
    reading_ = reads_from;
    const core::Server* active = engine_.active();
    active_before_ = active ? active->generation : 0;
    gate_was_open_ = active && active->gate_open;
    was_offline_ = active && active->offline();
    to_be_passed_.clear();
    passed_.clear();
    errors_of_proxy_.clear();
    withheld_.clear();
    for (const auto& [path, document] : engine_.documents().all()) {
        if (document.withheld || document.quarantined) {
            withheld_.insert(std::string(kScheme) + path);
        }
    }
    if (reads_from != 0) read(reads_from, bytes);
}

bool Oracle::diagnoses_old_view(Generation generation) const {
    const core::Server* active = engine_.active();
    return active && active->generation == generation && active->aftermath.new_view_comes();
}

/// Records the messages that these bytes complete, and those that must be forwarded in this turn.
void Oracle::read(Generation generation, std::size_t bytes) {
    Feed& feed = feeds_[generation];
    if (feed.garbled) return;
    const auto& said = servers_.at(generation)->said();
    feed.read_bytes += bytes;
    while (feed.read < said.size() && feed.read_ends + said[feed.read].size() <= feed.read_bytes) {
        const std::string& whole = said[feed.read];
        const std::uint64_t n = first_number(generation) + feed.read;
        const bool diagnoses =
            whole.find(R"("method":"textDocument/publishDiagnostics")") != std::string::npos;
        const bool logs = whole.find(R"("method":"window/logMessage")") != std::string::npos;
        // These belong to a view that is about to be replaced; at_rest() checks the final ones.
        if (diagnoses && diagnoses_old_view(generation)) {
            may_wait_.insert(n);
        } else if (diagnoses || logs) {
            to_be_passed_.push_back(n);
        }
        feed.read_ends += whole.size();
        ++feed.read;
    }
}

void Oracle::to_server(Generation generation, const Message& m) {
    ++statistics_.messages_checked;
    Feed& feed = feeds_[generation];
    ++feed.messages;
    if (m.method == "initialized" || (m.n == 0 && m.method == "workspace/didChangeWatchedFiles")) {
        know_of_disk_.insert(generation);
    }
    if (m.n == 0) return own_message(feed, generation, m);
    const Message& original = sent(m.n);
    if (m.is_reply()) {
        demand(m.bytes == original.bytes || without_id(m.body) == without_id(original.body),
               "an answer of the editor was altered: ", m.bytes);
        return;
    }
    demand(m.bytes == original.bytes, "a message of the editor was altered: ", m.bytes);
    if (m.is_request()) request_fed(feed, m);
    if (!m.tells()) {
        demand(!disk_changed_after_ || m.n <= *disk_changed_after_ || disk_hangs_ ||
                   m.method == "shutdown" || know_of_disk_.contains(generation),
               "a request reached a server before a change on disk: ", m.bytes);
        return;
    }
    if (!feed.next && generation == 1) feed.next = 0;
    notification_fed(feed, m);
}

void Oracle::own_message(Feed& feed, Generation generation, const Message& m) {
    if (m.method.empty()) {
        demand(m.has_id || opaque_.contains(m.bytes),
               "the proxy wrote an invalid message: ", m.bytes);
        const bool of_edit =
            m.has_id && !m.is_error() && m.result().is_object() && m.result().contains("applied");
        // One request caused the edit, and another one waits. The user never sees an edit of a
        // standby.
        const core::Server* standby = engine_.standby();
        const bool beside = standby && standby->generation == generation;
        demand(!of_edit || beside || editor_.asked().size() > 1,
               "an edit was answered for the user though nothing waits: ", m.bytes);
        return;
    }
    if (follows(feed, m)) return;
    const auto known = std::find(kOwnToServer.begin(), kOwnToServer.end(), m.method);
    demand(known != kOwnToServer.end(),
           "the proxy wrote a message of its own to a server: ", m.bytes);
    demand(generation > 1 || m.method != "initialize", "the first server was initialized twice");
    take_in(feed.texts, m);
    if (m.method != "initialized") return;
    feed.next = notifications_.size();
    if (reading_ != 0) return;
    // The editor's `initialized` causes it in the same turn, so this server gets everything behind
    // it.
    while (*feed.next > 0 && sent(notifications_[*feed.next - 1]).method != "initialized") {
        --*feed.next;
    }
}

/// Returns whether a standby follows a notification that the editor sent with an id. The standby
/// receives it without the id, since only one server may answer.
bool Oracle::follows(Feed& feed, const Message& m) {
    if (!feed.next || !m.is_notification()) return false;
    for (std::size_t index = *feed.next; index < notifications_.size(); ++index) {
        const Message& told = sent(notifications_[index]);
        if (told.tells_with_id() && told.method == m.method && told.params() == m.params()) {
            notification_fed(feed, told);
            return true;
        }
        if (!may_miss(told.n)) return false;
    }
    return false;
}

bool Oracle::may_miss(std::uint64_t n) const {
    const Message& m = sent(n);
    return m.method == "$/cancelRequest" || m.method == "window/workDoneProgress/cancel" ||
           m.method == "initialized" || withheld_.contains(m.uri());
}

void Oracle::skip_to(Feed& feed, std::size_t index, const Message& at) {
    for (; *feed.next < index; ++*feed.next) {
        demand(may_miss(notifications_[*feed.next]),
               "a notification was lost: ", sent(notifications_[*feed.next]).bytes,
               "\nat: ", at.bytes);
    }
}

void Oracle::notification_fed(Feed& feed, const Message& m) {
    const auto index = static_cast<std::size_t>(
        std::lower_bound(notifications_.begin(), notifications_.end(), m.n) -
        notifications_.begin());
    if (m.method == "$/cancelRequest") return;
    if (!feed.next) feed.next = index;
    demand(*feed.next <= index, "a notification came twice or late: ", m.bytes);
    skip_to(feed, index, m);
    feed.next = index + 1;
    take_in(feed.texts, m);
}

void Oracle::request_fed(Feed& feed, const Message& m) {
    demand(feed.requests.insert(m.n).second, "a server received a request twice: ", m.bytes);
    const int most = is_pure_read(m.method) ? 2 : 1;
    demand(++asked_servers_[m.n] <= most, "a request went to too many servers: ", m.bytes);
    if (!feed.next) return;
    const auto before = static_cast<std::size_t>(
        std::lower_bound(notifications_.begin(), notifications_.end(), m.n) -
        notifications_.begin());
    skip_to(feed, before, m);
}

void Oracle::to_editor(const Message& m) {
    ++statistics_.messages_checked;
    if (m.is_reply()) {
        open_requests_.erase(m.id.dump());
        open_proxy_commands_.erase(m.id.dump());
    }
    if (m.n != 0) return passed_on(m);
    if (m.method == "window/showMessage" &&
        m.bytes.find("leaves gopls alone") != std::string::npos) {
        circuit_opened_ = true;
    }
}

void Oracle::passed_on(const Message& m) {
    const auto generation = static_cast<Generation>(m.n / kNumbersEach);
    const auto it = servers_.find(generation);
    demand(it != servers_.end(), "a message without a sender: ", m.bytes);
    const core::Server* active = engine_.active();
    demand((active && active->generation == generation) || active_before_ == generation ||
               (reading_ == generation && it->second->ended) ||
               m.method == "workspace/configuration",  // a request without an earlier answer
           "a message of a server that is not active: ", m.bytes);
    passed_.insert(m.n);
    const auto& said = it->second->said();
    const std::size_t index = m.n - first_number(generation);
    demand(index < said.size(), "a message that its server did not write: ", m.bytes);
    Feed& feed = feeds_[generation];
    const bool direct = reading_ == generation && active_before_ == generation && gate_was_open_ &&
                        m.method != "$/progress" && !may_wait_.contains(m.n);
    if (direct) {
        demand(m.n > feed.last_passed, "messages of a server were reordered: ", m.bytes);
        feed.last_passed = m.n;
    }
    if (m.bytes == said[index]) return;
    std::string stream = said[index];
    const Message original = *take_message(stream);
    const bool greets = m.is_reply() && m.result().is_object() && m.result().contains("serverInfo");
    const bool asks = m.is_request() && generation > 1;
    if (generation > 1 && m.method == "$/cancelRequest") return;  // the editor model checks the id
    demand(greets || (asks && without_id(m.body) == without_id(original.body)),
           "a message of a server was altered: ", m.bytes);
}

void Oracle::check_passed() const {
    const core::Server* active = engine_.active();
    const bool open = gate_was_open_ && active && active->gate_open &&
                      active->generation == reading_ && active_before_ == reading_;
    if (!open) return;
    for (const std::uint64_t n : to_be_passed_) {
        demand(passed_.contains(n), "a message of the server was not forwarded: ",
               servers_.at(reading_)->said()[n - first_number(reading_)]);
    }
}

void Oracle::check_feeds() {
    for (const core::Server* server : {engine_.active(), engine_.standby()}) {
        if (!server || !server->takes_messages()) continue;
        Feed& feed = feeds_[server->generation];
        if (!feed.next && server->generation == 1) feed.next = 0;
        if (feed.next) skip_to(feed, notifications_.size(), Message{});
    }
}

void Oracle::check_texts() {
    if (settings_.mode != core::Mode::kAct) return;
    for (const core::Server* server : {engine_.active(), engine_.standby()}) {
        if (!server || !server->takes_messages()) continue;
        const Feed& feed = feeds_[server->generation];
        if (!feed.next) continue;
        ++statistics_.texts_compared;
        for (const auto& [uri, text] : texts_) {
            if (withheld_.contains(uri)) continue;
            const core::Document* document = document_of(uri);
            demand(document != nullptr, "a document was forgotten: ", uri);
            if (document->withheld || document->quarantined) continue;
            const auto it = feed.texts.find(uri);
            demand(it != feed.texts.end(), "a document is not open in the server: ", uri);
            demand(it->second.text == text.text && it->second.version == text.version &&
                       it->second.language == text.language,
                   "the server has another text: ", uri, "\n", it->second.text, "\n", text.text);
        }
        for (const auto& [uri, text] : feed.texts) {
            demand(texts_.contains(uri), "a document is still open in the server: ", uri);
        }
    }
}

void Oracle::turn_over(bool session_ended) {
    check_alive(session_ended);
    for (const auto& [asked, m] : std::exchange(errors_of_proxy_, {})) {
        if (!session_ended) check_error(asked, m);
    }
    if (session_ended) return;
    check_passed();
    check_feeds();
    check_texts();
    const std::size_t unanswered = open_requests_.size() - open_proxy_commands_.size();
    demand(
        engine_.requests_in_flight() == unanswered,
        "the number of requests in flight is wrong: ", std::to_string(engine_.requests_in_flight()),
        ", unanswered: ", std::to_string(unanswered));
    if (settings_.mode != core::Mode::kAct) return;
    demand(engine_.documents().all().size() == texts_.size(), "closed documents are kept");
}

}  // namespace simulation
