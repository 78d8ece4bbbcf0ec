#include "soak/requests.hpp"

#include <algorithm>
#include <vector>

#include "support/editor.hpp"
#include "support/failure.hpp"

namespace soak {

using support::Json;

namespace {

const std::vector<std::string> kAtPlace = {
    "textDocument/hover",          "textDocument/definition",        "textDocument/references",
    "textDocument/completion",     "textDocument/documentHighlight", "textDocument/typeDefinition",
    "textDocument/implementation", "textDocument/signatureHelp",     "textDocument/rename",
    "textDocument/prepareRename"};
const std::vector<std::string> kOfDocument = {
    "textDocument/documentSymbol", "textDocument/formatting",   "textDocument/semanticTokens/full",
    "textDocument/foldingRange",   "textDocument/documentLink", "textDocument/codeLens",
    "textDocument/inlayHint",      "textDocument/codeAction"};

constexpr int kTries = 50;

Json formatting_options() {
    return {{"tabSize", 8}, {"insertSpaces", false}};
}

}  // namespace

bool is_quiet(const Json& reply) {
    if (!reply.contains("error")) return false;
    const int code = reply["error"].value("code", 0);
    return code == -32800 || code == -32801 || code == -32802;
}

void Requests::ask() {
    if (desk_.documents().empty() || random_.one_in(15)) {
        ask("workspace/symbol", {{"query", random_.one_in(2) ? "Mark1" : "Grü"}});
        return;
    }
    const std::string& uri = desk_.any(random_);
    Json params = support::Editor::document(uri);
    const support::Place place = writing_.place(desk_.document(uri).text);
    const Json position{{"line", place.line}, {"character", place.character}};
    const Json range{{"start", position}, {"end", position}};
    if (random_.one_in(3)) {
        const std::string& method = random_.of(kOfDocument);
        params["options"] = formatting_options();
        params["range"] = range;
        params["context"] = {{"diagnostics", Json::array()}};
        ask(method, params);
        return;
    }
    params["position"] = position;
    params["newName"] = "Renamed";
    params["context"] = {{"includeDeclaration", true}};
    const std::string& method = random_.of(kAtPlace);
    if (method == "textDocument/completion") params["context"] = {{"triggerKind", 1}};
    if (method == "textDocument/signatureHelp") params.erase("context");
    ask(method, params);
}

Json Requests::ask(const std::string& method, const Json& params) {
    const Json id = desk_.request(method, params);
    in_flight_.push_back({id, method});
    return id;
}

Json Requests::run(const std::string& command) {
    return ask("workspace/executeCommand", {{"command", command}, {"arguments", Json::array()}});
}

void Requests::cancel() {
    if (in_flight_.empty()) return;
    desk_.notify("$/cancelRequest", {{"id", random_.of(in_flight_).id}});
}

void Requests::count(const Asked& asked, const Json& reply) {
    Answers& answers = tally_.answers[asked.method];
    ++(is_quiet(reply)           ? answers.quiet
       : reply.contains("error") ? answers.errors
                                 : answers.results);
    // Each request was about a place in the editor's text.
    if (reply.contains("error") &&
        reply["error"].value("message", "").find("is beyond end of") != std::string::npos)
        throw support::TestFailure("gopls has a different text: " + asked.method + " " +
                                   reply.dump() + "\n" + desk_.tail());
}

void Requests::collect() {
    std::erase_if(in_flight_, [&](const Asked& asked) {
        if (!desk_.replied(asked.id)) return false;
        count(asked, desk_.await(asked.id));
        return true;
    });
}

void Requests::wait(std::size_t left) {
    desk_.wait_until(
        [&] {
            collect();
            return in_flight_.size() <= left;
        },
        "answers to " + std::to_string(in_flight_.size()) + " requests");
}

Json Requests::answer(const std::string& method, const Json& params) {
    for (int i = 0; i < kTries; ++i) {
        const Json reply = desk_.await(desk_.request(method, params));
        count({nullptr, method}, reply);
        if (is_quiet(reply)) continue;
        if (reply.contains("error"))
            throw support::TestFailure(method + " got " + reply.dump() + "\n" + desk_.tail());
        return reply.value("result", Json());
    }
    throw support::TestFailure(method + " is never answered\n" + desk_.tail());
}

}  // namespace soak
