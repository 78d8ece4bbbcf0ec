#include "corpus/left_behind.hpp"

#include <map>

namespace corpus {
namespace {

constexpr std::size_t kMostShown = 60;
constexpr int kErrorType = 1;  // LSP 3.17, MessageType

std::string method_of(const Json& message) {
    return message.value("method", "");
}

/// Returns `text` cut to one line for the table.
std::string brief(std::string text) {
    for (char& c : text)
        if (c == '\n' || c == '|' || c == '\t') c = ' ';
    return text.substr(0, kMostShown);
}

bool begins(const Json& value) {
    return value.is_object() && value.value("kind", "") == "begin";
}

}  // namespace

std::set<std::string> open_progress(const std::vector<Json>& received) {
    std::map<std::string, std::string> open;
    for (const Json& message : received) {
        if (method_of(message) != "$/progress") continue;
        const std::string token = message["params"]["token"].dump();
        const Json& value = message["params"]["value"];
        if (begins(value)) open[token] = "progress: " + brief(value.value("title", ""));
        if (value.is_object() && value.value("kind", "") == "end") open.erase(token);
    }
    std::set<std::string> titles;
    for (const auto& [token, title] : open) titles.insert(title);
    return titles;
}

std::set<std::string> diagnostics(const std::vector<Json>& received) {
    std::map<std::string, Json> shown;
    for (const Json& message : received) {
        if (method_of(message) != "textDocument/publishDiagnostics") continue;
        shown[message["params"]["uri"].get<std::string>()] = message["params"]["diagnostics"];
    }
    std::set<std::string> found;
    for (const auto& [uri, items] : shown) {
        for (const Json& item : items) {
            found.insert(uri.substr(uri.find_last_of('/') + 1) + ": " +
                         brief(item.value("message", "")));
        }
    }
    return found;
}

std::set<std::string> errors_told(const std::vector<Json>& received, std::size_t since) {
    std::set<std::string> found;
    for (std::size_t i = 0; i < received.size(); ++i) {
        const std::string method = method_of(received[i]);
        const Json params = received[i].value("params", Json::object());
        if (method == "window/showMessage") {
            found.insert("popup: " + brief(params.value("message", "")));
        }
        if (i < since) continue;
        if (method == "$/progress" && begins(params["value"]) &&
            params["value"].value("title", "").starts_with("Error")) {
            found.insert("error progress: " + brief(params["value"].value("message", "")));
        }
        if (method == "window/logMessage" && params.value("type", 0) == kErrorType) {
            const std::string text = params.value("message", "");
            constexpr std::size_t kTime = 20;  // "2026/11/29 12:20:27 "
            found.insert("log: " + brief(text.size() > kTime ? text.substr(kTime) : text));
        }
    }
    return found;
}

}  // namespace corpus
