#include "support/fake_gopls/documents.hpp"

#include <exception>

#include "support/utf16_text.hpp"

namespace fake_gopls {
namespace {

support::Place place(const nlohmann::json& json) {
    return {json.at("line").get<std::size_t>(), json.at("character").get<std::size_t>()};
}

}  // namespace

std::string Documents::apply(const std::string& method, const nlohmann::json& params) {
    try {
        if (method == "textDocument/didOpen") {
            const nlohmann::json& document = params.at("textDocument");
            const std::string uri = document.at("uri").get<std::string>();
            if (open_.contains(uri)) return "opened twice: " + uri;
            open_[uri] = {document.at("text").get<std::string>(),
                          document.at("version").get<long long>(),
                          document.value("languageId", "")};
        } else if (method == "textDocument/didChange") {
            return change(params);
        } else if (method == "textDocument/didClose") {
            const std::string uri = params.at("textDocument").at("uri").get<std::string>();
            if (open_.erase(uri) == 0) return "closed but not open: " + uri;
        }
    } catch (const std::exception& error) {
        return method + ": " + error.what();
    }
    return {};
}

std::string Documents::change(const nlohmann::json& params) {
    const nlohmann::json& identifier = params.at("textDocument");
    const auto found = open_.find(identifier.at("uri").get<std::string>());
    if (found == open_.end()) return "changed but not open: " + identifier.dump();
    Document& document = found->second;
    const long long version = identifier.at("version").get<long long>();
    if (version <= document.version) return "version does not grow: " + identifier.dump();
    for (const nlohmann::json& edit : params.at("contentChanges")) {
        const std::string text = edit.at("text").get<std::string>();
        if (edit.contains("range"))
            document.text = support::edited(document.text, place(edit["range"].at("start")),
                                            place(edit["range"].at("end")), text);
        else
            document.text = text;
    }
    document.version = version;
    return {};
}

const Document* Documents::find(const std::string& uri) const {
    const auto found = open_.find(uri);
    return found == open_.end() ? nullptr : &found->second;
}

nlohmann::json Documents::all() const {
    nlohmann::json result = nlohmann::json::object();
    for (const auto& [uri, document] : open_)
        result[uri] = {{"text", document.text},
                       {"version", document.version},
                       {"language", document.language}};
    return result;
}

}  // namespace fake_gopls
