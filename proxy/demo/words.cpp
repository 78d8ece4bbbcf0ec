#include "demo/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace demo {
namespace {

struct Named {
    std::string_view name;
    std::string_view words;
};

constexpr std::array<Named, 10> kRemedies{{
    {"tell", "only reported, since killing it could destroy work"},
    {"answer_for_editor", "the proxy answers for the editor"},
    {"end_command", "the command is interrupted, with its children"},
    {"kill_command", "the command is killed, since it ignored the interrupt"},
    {"reload_view", "gopls reloads the module"},
    {"sigcont", "SIGCONT, in case it was only stopped"},
    {"standby_warm", "a fresh gopls with the same cache"},
    {"standby_clean", "a fresh gopls with a clean cache"},
    {"standby_offline", "a gopls without network"},
    {"restart", "a fresh gopls, since the old one has ended"},
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

std::string spawn_words(const core::Event& event) {
    std::string words =
        event.value("role") == "standby" ? "starts a fresh gopls as a standby" : "starts gopls";
    if (event.value("cache") == "clean") words += " with a clean cache";
    if (event.value("network") == "offline") words += " without network";
    return words;
}

std::string waiting_words(const core::Event& event) {
    const auto value = [&](std::string_view key) { return std::string(event.value(key)); };
    return value("method") + " id=" + value("id") + " has waited for " + value("waited") +
           (event.value("head").empty() ? ""
                                        : "; first in gopls's queue: " + value("head") +
                                              " (last work: " + value("work") + ")");
}

std::string counted(std::size_t n, std::string_view what) {
    return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::string basename(const std::string& uri) {
    return uri.substr(uri.rfind('/') + 1);
}

}  // namespace

std::string words_for(const core::Event& event) {
    using core::Event;
    const auto value = [&](std::string_view key) { return std::string(event.value(key)); };
    const std::string generation = "generation " + value("generation");
    switch (event.name) {
        case Event::kSpawn:
            return spawn_words(event) + ", " + generation;
        case Event::kInitialized:
            return generation + " is initialized after " + value("after");
        case Event::kLoaded:
            return generation + " has loaded the module, " + value("after") + " after its start";
        case Event::kWaiting:
            return "waiting: " + waiting_words(event);
        case Event::kStall:
            return "verdict: " + value("verdict") + "; " + event.sentence;
        case Event::kRemedy:
            return "remedy: " + std::string(look_up(kRemedies, event.value("remedy")));
        case Event::kRecovered:
            return generation + " works again, recovered from " + value("from") + " after " +
                   value("after");
        case Event::kStandbyDropped:
            return "drops the standby, " + generation + ": " + event.sentence;
        case Event::kSwitch:
            return "switch: " + generation + " takes over" +
                   (value("from").empty()
                        ? ""
                        : " from generation " + value("from") + " after " + value("after"));
        case Event::kGone:
            return generation + " has ended; processes left: " + value("left");
        default:
            return {};
    }
}

std::string evidence_in(const core::Event& stall) {
    static constexpr std::array<Named, 4> kEvidence{{
        {"head", "first in its queue: "},
        {"head_age", "for "},
        {"quiet", "no work for "},
        {"work", "last work: "},
    }};
    std::string evidence;
    for (const auto& [key, words] : kEvidence) {
        if (stall.value(key).empty()) continue;
        evidence.append(evidence.empty() ? "" : ", ").append(words).append(stall.value(key));
    }
    return evidence;
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
