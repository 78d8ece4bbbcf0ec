// Steps of the editor, sensible or not.
#include <algorithm>
#include <array>

#include "simulation/world.hpp"

namespace simulation {
namespace {

constexpr std::array<const char*, 9> kFiles = {
    "file:///w/a.go",     "file:///w/b.go",    "file:///w/é.go",
    "file:///w/go.mod",   "file:///w/go.sum",  "file:///w/x.gotmpl",
    "file:///w/sub/c.go", "file:///w/go.work", "file:///w/s.s"};
constexpr std::array<const char*, 6> kLanguages = {"go",      "go.mod", "go.sum",
                                                   "go.work", "gotmpl", "asm"};
constexpr std::array<const char*, 14> kPieces = {
    "x",      "",        "\n",     "\r\n",          "é",
    "𝔾𝕠",     "日本",    "\t\"\\", "func f() {}\n", "// 🙂 ok\n",
    "\u2028", "a\nb\nc", "}",      "package w\n"};
constexpr std::array<const char*, 12> kAsks = {
    "textDocument/hover",         "textDocument/definition",     "textDocument/completion",
    "textDocument/references",    "textDocument/documentSymbol", "textDocument/codeAction",
    "textDocument/formatting",    "textDocument/inlayHint",      "textDocument/semanticTokens/full",
    "textDocument/signatureHelp", "completionItem/resolve",      "workspace/symbol"};
constexpr std::size_t kLongText = 300;

std::string some_text(Choices& choices) {
    std::string text = "package w\n";
    for (std::size_t i = choices.below(8); i > 0; --i) text += choices.of(kPieces);
    return text;
}

/// Returns every position between two characters.
std::vector<json> places_in(const std::string& text) {
    std::vector<json> places;
    std::size_t line = 0;
    std::size_t character = 0;
    for (std::size_t i = 0; i <= text.size();) {
        places.push_back({{"line", line}, {"character", character}});
        if (i == text.size()) break;
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        character += bytes == 4 ? 2 : 1;
        if (lead == '\n') {
            ++line;
            character = 0;
        }
        i += bytes;
    }
    return places;
}

json some_change(const std::string& text, Choices& choices) {
    const std::vector<json> places = places_in(text);
    std::size_t from = choices.below(places.size());
    std::size_t to = std::min(places.size() - 1, from + choices.below(choices.one_in(5) ? 40 : 3));
    return {{"range", {{"start", places[from]}, {"end", places[to]}}},
            {"text", choices.of(kPieces)}};
}

/// Returns changes that do not fit, sometimes behind one that fits. gopls applies all changes of a
/// message or none.
json changes_that_do_not_fit(Choices& choices) {
    const auto change = [](int line, const char* text) {
        const json place = {{"line", line}, {"character", 0}};
        return json{{"range", {{"start", place}, {"end", place}}}, {"text", text}};
    };
    json changes = json::array();
    if (choices.percent(50)) changes.push_back(change(0, "half"));
    changes.push_back(change(999, "lost"));
    return changes;
}

json at(const std::string& uri) {
    return {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 0}, {"character", 0}}}};
}

}  // namespace

void World::edit() {
    const std::string uri = editor_.pick_document(choices_);
    if (uri.empty()) return editor_.opens(choices_.of(kFiles), some_text(choices_), "go");
    if (editor_.texts.at(uri).uncertain) {
        return editor_.changes(uri, {{{"text", some_text(choices_)}}});
    }
    Texts copy{{uri, editor_.texts.at(uri)}};
    json changes = json::array();
    if (copy[uri].text.size() > kLongText) {
        changes.push_back({{"text", some_text(choices_)}});
        return editor_.changes(uri, changes);
    }
    for (std::size_t i = 1 + choices_.below(3); i > 0; --i) {
        changes.push_back(some_change(copy[uri].text, choices_));
        Message m;
        m.method = "textDocument/didChange";
        m.body = {{"params",
                   {{"textDocument", {{"uri", uri}, {"version", 0}}},
                    {"contentChanges", json::array({changes.back()})}}}};
        take_in(copy, m);
    }
    editor_.changes(uri, changes);
}

/// Delivers the editor's output except for its end, and then nothing for a while.
void World::stop_mid_message() {
    if (choices_.percent(60)) ask();
    edit();
    const std::size_t missing = 1 + choices_.below(100);
    while (!over() && editor_speaks() && editor_.bytes_in_transit() > missing) {
        deliver_from_editor(editor_.bytes_in_transit() - missing);
    }
    editor_stopped_ = true;
    pass(choices_.between(100ms, 5min));
    editor_stopped_ = false;
}

void World::park_or_unpark() {
    const auto command =
        choices_.percent(50) ? core::ProxyCommand::kPark : core::ProxyCommand::kUnpark;
    oracle_.parks(true);
    turn([&]() -> core::Effects& { return engine_.control(1, command, now_); });
    oracle_.parks(false);
}

void World::ask() {
    const std::string uri = editor_.pick_document(choices_);
    const char* method = choices_.of(kAsks);
    editor_.asks(method, uri.empty() || method == std::string_view("workspace/symbol")
                             ? json{{"query", "x"}}
                             : at(editor_.spelled(uri)));
}

void World::editor_step(StepKind kind) {
    const std::string uri = editor_.pick_document(choices_);
    if (editor_.shutdown_sent) return;
    switch (kind) {
        case StepKind::kInitialize:
            return editor_.initializes();
        case StepKind::kInitialized:
            pass(choices_.between(10ms, 2s));
            return editor_.says_initialized();
        case StepKind::kOpen:
            return editor_.opens(choices_.of(kFiles), some_text(choices_), choices_.of(kLanguages));
        case StepKind::kEdit:
            return edit();
        case StepKind::kReplaceText:
            if (!uri.empty()) editor_.changes(uri, {{{"text", some_text(choices_)}}});
            return;
        case StepKind::kBadEdit:
            if (uri.empty()) return;
            return editor_.changes(uri, changes_that_do_not_fit(choices_));
        case StepKind::kSloppy: {
            const std::string other = choices_.of(kFiles);
            return editor_.is_sloppy(editor_.texts.contains(other) ? "file:///w/never.go" : other,
                                     uri);
        }
        case StepKind::kSave:
            if (uri.empty()) return;
            editor_.notifies("textDocument/willSave",
                             {{"textDocument", {{"uri", uri}}}, {"reason", 1}});
            editor_.notifies("textDocument/didSave", {{"textDocument", {{"uri", uri}}},
                                                      {"text", editor_.texts.at(uri).text}});
            return;
        case StepKind::kClose:
            if (!uri.empty()) editor_.closes(uri);
            return;
        case StepKind::kRename: {
            if (uri.empty() || editor_.texts.at(uri).uncertain) return;
            const Text text = editor_.texts.at(uri);
            editor_.closes(uri);
            return editor_.opens("file:///w/renamed" + std::to_string(choices_.below(50)) + ".go",
                                 text.text, text.language);
        }
        case StepKind::kAsk:
            return ask();
        case StepKind::kPull:
            if (!uri.empty())
                editor_.asks("textDocument/diagnostic", {{"textDocument", {{"uri", uri}}}});
            return;
        case StepKind::kCommand: {
            static constexpr std::array<const char*, 3> kCommands = {"gopls.tidy", "gopls.edit",
                                                                     "gopls.run_tests"};
            json params = {{"command", choices_.of(kCommands)}};
            if (choices_.percent(50)) {
                params["workDoneToken"] = "work/" + std::to_string(choices_.next());
            }
            return (void)editor_.asks("workspace/executeCommand", params);
        }
        case StepKind::kOwnCommand: {
            static constexpr std::array<const char*, 5> kCommands = {
                "gopls-proxy.reload", "gopls-proxy.restart", "gopls-proxy.restartClean",
                "gopls-proxy.status", "gopls-proxy.incident"};
            if (settings_.mode != core::Mode::kAct) return;
            if (choices_.one_in(3)) return park_or_unpark();
            const std::string command = choices_.of(kCommands);
            return (void)editor_.asks("workspace/executeCommand", {{"command", command}});
        }
        case StepKind::kCancel:
            return choices_.one_in(4) ? editor_.cancels_progress() : editor_.cancels_one();
        case StepKind::kConfigure:
            return editor_.configures();
        case StepKind::kFolders:
            if (editor_.initialized_sent) editor_.changes_folders();
            return;
        case StepKind::kTrace:
            return editor_.traces();
        case StepKind::kWatchedFiles:
            return (void)editor_.notifies(
                "workspace/didChangeWatchedFiles",
                {{"changes", {{{"uri", choices_.of(kFiles)}, {"type", 2}}}}});
        case StepKind::kOpaque: {
            static constexpr std::array<const char*, 5> kBodies = {
                R"([{"jsonrpc":"2.0","method":"x"}])", R"({"jsonrpc":"2.0",)", "null", "{}",
                R"({"params":[]})"};
            return editor_.sends_opaque(choices_.of(kBodies));
        }
        case StepKind::kEditorSlowToAnswer:
            editor_.slow_answers = choices_.percent(50) ? Duration{} : choices_.between(1s, 90s);
            return;
        case StepKind::kEditorSlowToRead: {
            const std::size_t bytes = choices_.percent(50) ? 0 : std::size_t{17} << 20;
            return turn([&]() -> core::Effects& { return engine_.editor_backlog(bytes, now_); });
        }
        case StepKind::kEditorStopsMidMessage:
            return stop_mid_message();
        case StepKind::kSecondInitialize:
            if (editor_.initialize_answered) editor_.asks("initialize", {{"processId", 2}});
            return;
        case StepKind::kShutdown:
            if (editor_.initialize_answered) shut_down();
            return;
        default:
            return end_by(kind);
    }
}

}  // namespace simulation
