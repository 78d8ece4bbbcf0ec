#include "soak/desk.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "soak/module.hpp"
#include "support/editor.hpp"
#include "support/failure.hpp"

namespace soak {
namespace {

using support::Json;

/// Long enough for all blocked loads and killed servers that a wait may meet.
constexpr std::chrono::seconds kPatience{240};

Json place_json(support::Place place) {
    return {{"line", place.line}, {"character", place.character}};
}

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) throw support::TestFailure("cannot write " + path.string());
}

Json capabilities() {
    Json all = support::Editor::capabilities();
    all["textDocument"]["semanticTokens"] = {{"requests", {{"full", true}, {"range", true}}},
                                             {"tokenTypes", {"function", "type", "variable"}},
                                             {"tokenModifiers", Json::array()},
                                             {"formats", {"relative"}}};
    all["textDocument"]["inlayHint"] = Json::object();
    return all;
}

}  // namespace

Desk::Desk(const support::ChildOptions& options)
    : LspClient(options), settings_({{"semanticTokens", true}}) {
    give_up_after(kPatience);
    on_request("workspace/configuration",
               [this](const Json& params) { return Json(params.at("items").size(), settings_); });
}

void Desk::start(const std::filesystem::path& folder) {
    Json params = support::Editor::initialize_params(folder, settings_);
    params["capabilities"] = capabilities();
    call("initialize", params);
    notify("initialized", Json::object());
}

void Desk::open(const std::filesystem::path& path, const std::string& text) {
    const std::string uri = uri_of(path);
    documents_[uri] = {path, text, 1, text};
    notify(
        "textDocument/didOpen",
        {{"textDocument", {{"uri", uri}, {"languageId", "go"}, {"version", 1}, {"text", text}}}});
}

void Desk::change(const std::string& uri, const std::vector<Edit>& edits) {
    Document& document = documents_.at(uri);
    Json changes = Json::array();
    for (const Edit& edit : edits) {
        document.text = after(document.text, edit);
        changes.push_back(
            {{"range", {{"start", place_json(edit.start)}, {"end", place_json(edit.end)}}},
             {"text", edit.text}});
    }
    notify("textDocument/didChange",
           {{"textDocument", {{"uri", uri}, {"version", ++document.version}}},
            {"contentChanges", changes}});
}

void Desk::replace(const std::string& uri, const std::string& text) {
    Document& document = documents_.at(uri);
    document.text = text;
    notify("textDocument/didChange",
           {{"textDocument", {{"uri", uri}, {"version", ++document.version}}},
            {"contentChanges", Json::array({{{"text", text}}})}});
}

void Desk::save(const std::string& uri, bool with_text) {
    const Document& document = documents_.at(uri);
    write_file(document.path, document.text);
    Json params = support::Editor::document(uri);
    if (with_text) params["text"] = document.text;
    notify("textDocument/didSave", params);
}

void Desk::close(const std::string& uri) {
    notify("textDocument/didClose", support::Editor::document(uri));
    documents_.erase(uri);
}

void Desk::rename(const std::string& uri, const std::filesystem::path& path) {
    const Document old = documents_.at(uri);
    close(uri);
    std::filesystem::rename(old.path, path);
    open(path, old.text);
    documents_.at(uri_of(path)).sound = old.sound;
    notify("workspace/didChangeWatchedFiles",
           {{"changes",
             Json::array({{{"uri", uri}, {"type", 3}}, {{"uri", uri_of(path)}, {"type", 1}}})}});
}

void Desk::watched(const std::filesystem::path& path, int type) {
    notify("workspace/didChangeWatchedFiles",
           {{"changes", Json::array({{{"uri", uri_of(path)}, {"type", type}}})}});
}

void Desk::configure(const Json& settings) {
    settings_ = settings;
    notify("workspace/didChangeConfiguration", {{"settings", settings}});
}

bool Desk::is_open(const std::filesystem::path& path) const {
    return documents_.contains(uri_of(path));
}

const std::string& Desk::any(Random& random) const {
    return std::next(documents_.begin(),
                     static_cast<std::ptrdiff_t>(random.below(documents_.size())))
        ->first;
}

}  // namespace soak
