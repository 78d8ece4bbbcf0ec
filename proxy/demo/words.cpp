#include "demo/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace demo {
namespace {

using Kind = LogEvent::Kind;

struct Named {
    std::string_view name;
    std::string_view words;
};

constexpr std::array<Named, 10> kRemedies{{
    {"tell", "nothing but telling: ending it could end work"},
    {"answer_for_editor", "the question is answered in the editor's place"},
    {"end_command", "only that command is ended, with all that it started"},
    {"kill_command", "the command is killed, it did not want to end"},
    {"reload_view", "gopls is told to load the module again"},
    {"sigcont", "SIGCONT, in case somebody only stopped it"},
    {"standby_warm", "a fresh gopls with the same cache"},
    {"standby_clean", "a fresh gopls with a clean cache"},
    {"standby_offline", "a gopls without network"},
    {"restart", "a fresh gopls, since this one is gone"},
}};

constexpr std::array<Named, 5> kMethods{{
    {"textDocument/definition", "definition"},
    {"textDocument/hover", "hover"},
    {"textDocument/references", "references"},
    {"textDocument/documentSymbol", "symbols"},
    {"textDocument/formatting", "formatting"},
}};

template <std::size_t n>
std::string_view look_up(const std::array<Named, n>& table, std::string_view name) {
    for (const Named& entry : table) {
        if (entry.name == name) return entry.words;
    }
    return name;
}

bool says(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

std::string spawn_words(std::string_view text) {
    std::string words = says(text, "standby") ? "standby: a fresh gopls starts beside the stuck one"
                                              : "starts gopls";
    if (says(text, "cache=clean")) words += " with a clean cache";
    if (says(text, "offline")) words += " without network";
    return words;
}

std::string counted(std::size_t n, std::string_view what) {
    return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::string basename(const std::string& uri) {
    return uri.substr(uri.rfind('/') + 1);
}

}  // namespace

std::string words_for(const LogEvent& event) {
    const std::string generation = "generation " + std::to_string(event.generation);
    switch (event.kind) {
        case Kind::kProcess:
            return {};
        case Kind::kSpawn:
            return spawn_words(event.text) + ", " + generation;
        case Kind::kInitialized:
            return generation + " is initialized " + event.text;
        case Kind::kLoaded:
            return generation + " has loaded the module, " + event.text;
        case Kind::kSlow:
            return "suspicion: " + event.text;
        case Kind::kStall:
            return "verdict: " + event.name + "; " + event.text;
        case Kind::kRemedy:
            return "remedy: " + std::string(look_up(kRemedies, event.name));
        case Kind::kRecovered:
            return generation + " goes on, recovered " + event.text;
        case Kind::kDropped:
            return "standby, " + generation + ", is " + event.text;
        case Kind::kSwitch:
            return "switch: " + generation + " takes over " + event.text;
        case Kind::kGone:
            return generation + " is gone, " + event.text;
    }
    return {};
}

std::string words_for(std::string_view method, const Json& result) {
    if (method == "textDocument/definition") {
        const Json uri = at(result, "/0/uri");
        const Json line = at(result, "/0/range/start/line");
        if (!uri.is_string() || !line.is_number_unsigned()) return "nowhere";
        return basename(uri.get<std::string>()) + ":" + std::to_string(line.get<unsigned>() + 1);
    }
    if (method == "textDocument/hover") {
        return at(result, "/contents").is_null() ? "nothing" : "the comment and the signature";
    }
    if (!result.is_array()) return {};
    if (method == "textDocument/references") return counted(result.size(), "place");
    if (method == "textDocument/documentSymbol") return counted(result.size(), "function");
    return counted(result.size(), "edit");
}

std::string_view plain_name(std::string_view method) {
    return look_up(kMethods, method);
}

std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string server_name(const Json& initialize_result) {
    const Json name = at(initialize_result, "/serverInfo/name");
    const Json version = at(initialize_result, "/serverInfo/version");
    std::string text = name.is_string() ? name.get<std::string>() : "the server";
    if (!version.is_string()) return text;
    // gopls puts its build information there, as JSON.
    const Json build = Json::parse(version.get<std::string>(), nullptr, false);
    const Json number = build.is_object() ? at(build, "/Main/Version") : version;
    const Json go = build.is_object() ? at(build, "/GoVersion") : Json();
    if (number.is_string()) text += " " + number.get<std::string>();
    if (go.is_string()) text += ", built by " + go.get<std::string>();
    return text;
}

}  // namespace demo
