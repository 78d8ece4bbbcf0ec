// Actions of the model editor: requests, edits, answers.
#include "simulation/editor.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "simulation/violation.hpp"

namespace simulation {
namespace {

constexpr std::array<std::string_view, 13> kReads = {
    "textDocument/hover",         "textDocument/definition",     "textDocument/completion",
    "textDocument/references",    "textDocument/documentSymbol", "textDocument/codeAction",
    "textDocument/formatting",    "textDocument/inlayHint",      "textDocument/semanticTokens/full",
    "textDocument/signatureHelp", "completionItem/resolve",      "workspace/symbol",
    "textDocument/diagnostic"};

constexpr int kInternalError = -32603;

}  // namespace

bool is_pure_read(std::string_view method) {
    return std::find(kReads.begin(), kReads.end(), method) != kReads.end();
}

void Editor::send(std::string_view body) {
    std::string stream = numbered(body, ++numbers_);
    Message m = *take_message(stream);
    // Header fields must pass unchanged as well.
    if (choices_.one_in(16)) {
        m.bytes.insert(m.bytes.find("\r\n") + 2,
                       "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n");
    }
    take_in(texts, m);
    if (m.method.starts_with("textDocument/did")) ++changed_[m.uri()];
    in_transit_.push_back(std::move(m));
}

std::uint64_t Editor::notifies(std::string_view method, const json& params) {
    Message with_id;
    with_id.method = method;
    with_id.has_id = true;
    if (with_id.tells_with_id() && initialize_answered && choices_.one_in(30)) {
        return asks(method, params);
    }
    send(notification(method, params));
    return numbers_;
}

/// Returns an id: numbers and strings, small and large, some equal in text but not in type
/// (LSP 3.17, "integer | string").
json Editor::new_id() {
    ++ids_;
    switch (choices_.below(6)) {
        case 0:
            return std::to_string(ids_ / 2);
        case 1:
            return -ids_;
        case 2:
            return "ask \"" + std::to_string(ids_) + "\" \\ \u00e9";
        case 3:
            return ids_ + (std::int64_t{1} << 53);
        default:
            return ids_ / 2 + 1;
    }
}

std::uint64_t Editor::asks(std::string_view method, json params) {
    json id = new_id();
    while (asked_.contains(id.dump())) id = new_id();
    AskedByEditor asked;
    asked.method = method;
    asked.pure_read = is_pure_read(method);
    if (asked.pure_read && choices_.one_in(12)) {
        asked.partial_token = json("partial/" + std::to_string(ids_)).dump();
        params["partialResultToken"] = json::parse(asked.partial_token);
    }
    if (asked.pure_read && choices_.one_in(12)) {
        params["workDoneToken"] = "work/" + std::to_string(ids_);
    }
    if (params.is_object() && params.contains("workDoneToken")) {
        asked.work_token = params["workDoneToken"].dump();
    }
    if (method == "workspace/executeCommand") {
        asked.proxy_command = params.value("command", "").starts_with("gopls-proxy.");
    }
    send(request(id, method, params));
    const Message& m = in_transit_.back();
    asked.n = m.n;
    asked.tells = m.tells();
    asked.uri = m.uri();
    if (const auto it = texts.find(asked.uri); it != texts.end() && !it->second.uncertain) {
        asked.text = fingerprint(it->second.text);
    }
    asked.change = change_of(asked.uri);
    asked_[id.dump()] = std::move(asked);
    return numbers_;
}

void Editor::sends_opaque(std::string_view body) {
    Message m;
    m.bytes = framed(body);
    ++strays_;
    in_transit_.push_back(std::move(m));
}

void Editor::sends_raw(std::string bytes) {
    Message m;
    m.bytes = std::move(bytes);
    in_transit_.push_back(std::move(m));
}

void Editor::initializes() {
    initialize_sent = true;
    folders = {{{"uri", "file:///w"}, {"name", "w"}}};
    const json refresh = {{"refreshSupport", true}};
    asks("initialize", {{"processId", 1},
                        {"rootUri", "file:///w"},
                        {"workspaceFolders", folders},
                        {"capabilities",
                         {{"window", {{"workDoneProgress", true}}},
                          {"workspace",
                           {{"configuration", true},
                            {"didChangeWatchedFiles", {{"dynamicRegistration", watches_files}}},
                            {"inlayHint", refresh},
                            {"semanticTokens", refresh}}}}}});
}

std::string Editor::spelled(const std::string& uri) {
    constexpr std::size_t kScheme = 7;
    static constexpr char kHex[] = "0123456789abcdef";
    std::string spelling = uri.substr(0, kScheme);
    for (const char c : uri.substr(kScheme)) {
        const auto byte = static_cast<unsigned char>(c);
        const bool escape = byte >= 0x80 || (c != '/' && choices_.one_in(40));
        spelling += escape ? std::string{'%', kHex[byte >> 4], kHex[byte & 15]} : std::string(1, c);
    }
    return spelling;
}

void Editor::opens(const std::string& uri, const std::string& text, const std::string& language) {
    edited_unopened_.erase(uri);
    notifies("textDocument/didOpen", {{"textDocument",
                                       {{"uri", spelled(uri)},
                                        {"languageId", language},
                                        {"version", choices_.below(5)},
                                        {"text", text}}}});
}

void Editor::changes(const std::string& uri, const json& content_changes) {
    const auto gap = static_cast<std::int64_t>(1 + choices_.below(2));
    notifies("textDocument/didChange",
             {{"textDocument", {{"uri", spelled(uri)}, {"version", texts.at(uri).version + gap}}},
              {"contentChanges", content_changes}});
}

void Editor::closes(const std::string& uri) {
    edited_unopened_.erase(uri);
    notifies("textDocument/didClose", {{"textDocument", {{"uri", spelled(uri)}}}});
}

void Editor::is_sloppy(const std::string& unopened, const std::string& open) {
    static constexpr std::array<std::int64_t, 4> kVersions = {-1, 0, 2'147'000'000, -2'147'483'648};
    const json text = {{{"text", "package sloppy\n"}}};
    switch (choices_.below(4)) {
        case 0:
            return closes(unopened);
        case 1:
            edited_unopened_.insert(unopened);
            return (void)notifies("textDocument/didChange",
                                  {{"textDocument", {{"uri", spelled(unopened)}, {"version", 1}}},
                                   {"contentChanges", text}});
        default:
            if (open.empty()) return;
            json document = {{"uri", spelled(open)}};
            if (choices_.percent(70)) document["version"] = choices_.of(kVersions);
            if (choices_.percent(20)) document["version"] = nullptr;
            notifies("textDocument/didChange",
                     {{"textDocument", document}, {"contentChanges", text}});
    }
}

void Editor::cancels_one() {
    if (asked_.empty()) return;
    auto it = std::next(asked_.begin(), static_cast<std::ptrdiff_t>(choices_.below(asked_.size())));
    if (it->second.method == "initialize" || it->second.method == "shutdown") return;
    it->second.cancelled = true;
    notifies("$/cancelRequest", {{"id", json::parse(it->first)}});
}

/// Cancels progress that is shown, or that ended a moment ago, which the user has not seen yet.
void Editor::cancels_progress() {
    if (begun_.empty()) return;
    const std::size_t lately = std::min<std::size_t>(begun_.size(), 4);
    const std::string& token = begun_[begun_.size() - 1 - choices_.below(lately)];
    notifies("window/workDoneProgress/cancel", {{"token", json::parse(token)}});
}

void Editor::configures() {
    settings = ++configurations_;
    notifies("workspace/didChangeConfiguration", {{"settings", json::object()}});
}

void Editor::changes_folders() {
    json added = json::array();
    json removed = json::array();
    if (!folders.empty() && choices_.percent(50)) {
        const auto it =
            folders.begin() + static_cast<std::ptrdiff_t>(choices_.below(folders.size()));
        removed.push_back(*it);
        folders.erase(it);
    }
    if (folders.empty() || choices_.percent(60)) {
        const std::string name = "w" + std::to_string(choices_.below(1000));
        const json folder = {{"uri", "file:///" + name}, {"name", name}};
        std::erase_if(folders, [&](const json& f) { return f["uri"] == folder["uri"]; });
        folders.push_back(folder);
        added.push_back(folder);
    }
    notifies("workspace/didChangeWorkspaceFolders",
             {{"event", {{"added", added}, {"removed", removed}}}});
}

void Editor::traces() {
    static constexpr std::array<const char*, 3> kValues = {"off", "messages", "verbose"};
    trace = choices_.of(kValues);
    notifies("$/setTrace", {{"value", trace}});
}

std::string Editor::pick_document(Choices& choices) const {
    if (texts.empty()) return {};
    return std::next(texts.begin(), static_cast<std::ptrdiff_t>(choices.below(texts.size())))
        ->first;
}

bool Editor::waits_for(std::string_view method) const {
    return std::any_of(asked_.begin(), asked_.end(),
                       [&](const auto& entry) { return entry.second.method == method; });
}

void Editor::says_initialized() {
    if (!initialize_answered || std::exchange(initialized_sent, true)) return;
    notifies("initialized", json::object());
}

void Editor::heals() {
    for (const auto& [uri, text] : Texts(texts)) {
        if (text.uncertain) changes(uri, {{{"text", "package w\n"}}});
    }
    for (const std::string& uri : std::set<std::string>(edited_unopened_)) closes(uri);
}

std::string Editor::deliver(std::size_t most, std::vector<Message>& whole) {
    std::string bytes;
    while (!in_transit_.empty() && bytes.size() < most) {
        Message& first = in_transit_.front();
        const std::string part = first.bytes.substr(delivered_of_first_, most - bytes.size());
        bytes += part;
        delivered_of_first_ += part.size();
        if (delivered_of_first_ < first.bytes.size()) break;
        whole.push_back(std::move(first));
        in_transit_.pop_front();
        delivered_of_first_ = 0;
    }
    return bytes;
}

std::size_t Editor::bytes_in_transit() const {
    std::size_t bytes = 0;
    for (const Message& m : in_transit_) bytes += m.bytes.size();
    return bytes - delivered_of_first_;
}

bool Editor::is_half_way(std::string_view part) const {
    return !in_transit_.empty() && part == in_transit_.front().bytes.substr(0, delivered_of_first_);
}

std::optional<Time> Editor::next_answer() const {
    std::optional<Time> next;
    for (const Owed& owed : owed_) next = next ? std::min(*next, owed.due) : owed.due;
    return next;
}

void Editor::answers(Time now) {
    for (std::size_t i = 0; i < owed_.size();) {
        if (!patient && owed_[i].due > now) {
            ++i;
            continue;
        }
        const Message question = std::move(owed_[i].question);
        owed_.erase(owed_.begin() + static_cast<std::ptrdiff_t>(i));
        answer(question);
    }
}

void Editor::answer(const Message& question) {
    json result;
    if (question.method == "workspace/configuration") {
        result = json::array();
        for (std::size_t i = 0; i < question.params().at("items").size(); ++i) {
            result.push_back(settings);
        }
    } else if (question.method == "workspace/applyEdit") {
        result = {{"applied", true}};
    } else if (question.method == "window/workDoneProgress/create") {
        const std::string token = question.params().at("token").dump();
        if (choices_.one_in(10)) {
            progress_refused.insert(token);
            return send(error_reply(question.id, kInternalError));
        }
        created_.insert(token);
    } else if (question.method == "client/registerCapability" && choices_.one_in(10)) {
        for (const json& r : question.params().at("registrations")) {
            const json options = r.value("registerOptions", json());
            registrations_refused.insert(options.dump());
            registrations.erase(r.at("id"));
            refusals_[r.at("id")] = numbers_ + 1;
        }
        return send(error_reply(question.id, kInternalError));
    }
    send(reply(question.id, result));
}

}  // namespace simulation
