#include "support/editor.hpp"

#include <unistd.h>

#include <algorithm>

#include "support/sandbox.hpp"

namespace support {
namespace {

Json place_json(Place place) {
    return {{"line", place.line}, {"character", place.character}};
}

Place place_from(const Json& json) {
    return {json["line"].get<std::size_t>(), json["character"].get<std::size_t>()};
}

}  // namespace

Json Editor::capabilities() {
    return {
        {"workspace",
         {{"applyEdit", true},
          {"configuration", true},
          {"workspaceFolders", true},
          {"workspaceEdit", {{"documentChanges", true}}},
          {"didChangeConfiguration", {{"dynamicRegistration", true}}},
          {"didChangeWatchedFiles",
           {{"dynamicRegistration", true}, {"relativePatternSupport", true}}}}},
        {"textDocument",
         {{"synchronization", {{"didSave", true}}},
          {"hover", {{"contentFormat", {"markdown", "plaintext"}}}},
          {"completion", {{"completionItem", {{"snippetSupport", true}}}}},
          {"documentSymbol", {{"hierarchicalDocumentSymbolSupport", true}}},
          {"codeAction",
           {{"codeActionLiteralSupport",
             {{"codeActionKind", {{"valueSet", {"quickfix", "refactor", "source"}}}}}}}},
          {"rename", {{"prepareSupport", true}}},
          {"publishDiagnostics", {{"versionSupport", true}}}}},
        {"window", {{"workDoneProgress", true}, {"showDocument", {{"support", false}}}}},
    };
}

Json Editor::initialize_params(const std::filesystem::path& folder, const Json& options) {
    const std::string uri = Sandbox::uri(folder);
    return {
        {"processId", ::getpid()},
        {"clientInfo", {{"name", "scripted editor"}}},
        {"rootUri", uri},
        {"workspaceFolders", {{{"uri", uri}, {"name", folder.filename().string()}}}},
        {"capabilities", capabilities()},
        {"initializationOptions", options},
    };
}

Json Editor::start(const std::filesystem::path& folder, const Json& options) {
    Json answer = call("initialize", initialize_params(folder, options));
    notify("initialized", Json::object());
    return answer;
}

void Editor::open(const std::string& uri, const std::string& text) {
    documents_[uri] = {text, 1};
    const bool is_module = uri.ends_with("go.mod");
    notify("textDocument/didOpen", {{"textDocument",
                                     {{"uri", uri},
                                      {"languageId", is_module ? "go.mod" : "go"},
                                      {"version", 1},
                                      {"text", text}}}});
}

void Editor::change(const std::string& uri, Place start, Place end,
                    const std::string& replacement) {
    Document& document = documents_.at(uri);
    document.text = edited(document.text, start, end, replacement);
    ++document.version;
    const Json edit{{"range", {{"start", place_json(start)}, {"end", place_json(end)}}},
                    {"text", replacement}};
    notify("textDocument/didChange",
           {{"textDocument", {{"uri", uri}, {"version", document.version}}},
            {"contentChanges", Json::array({edit})}});
}

void Editor::insert(const std::string& uri, const std::string& before, const std::string& added) {
    const Place place = place_of(text(uri), before);
    change(uri, place, place, added);
}

void Editor::replace(const std::string& uri, const std::string& old,
                     const std::string& replacement) {
    const Place start = place_of(text(uri), old);
    const std::size_t behind = text(uri).find(old) + old.size();
    change(uri, start, end_of(text(uri).substr(0, behind)), replacement);
}

void Editor::save(const std::string& uri) {
    notify("textDocument/didSave", document(uri));
}

void Editor::close(const std::string& uri) {
    notify("textDocument/didClose", document(uri));
    documents_.erase(uri);
}

void Editor::file_changed(const std::string& uri, int type) {
    notify("workspace/didChangeWatchedFiles",
           {{"changes", Json::array({{{"uri", uri}, {"type", type}}})}});
}

Json Editor::at(const std::string& uri, const std::string& needle, std::size_t nth) const {
    Json params = document(uri);
    params["position"] = place_json(place_of(text(uri), needle, nth));
    return params;
}

std::string with_edits(std::string text, const Json& edits) {
    if (edits.is_null()) return text;
    std::vector<Json> ordered(edits.begin(), edits.end());
    // From the last to the first, so that earlier places stay what they were.
    std::stable_sort(ordered.begin(), ordered.end(), [](const Json& a, const Json& b) {
        const Place left = place_from(a["range"]["start"]);
        const Place right = place_from(b["range"]["start"]);
        return left.line != right.line ? left.line > right.line : left.character > right.character;
    });
    for (const Json& edit : ordered)
        text = edited(text, place_from(edit["range"]["start"]), place_from(edit["range"]["end"]),
                      edit["newText"].get<std::string>());
    return text;
}

}  // namespace support
