#include "demo/scenarios.hpp"

#include <filesystem>
#include <string>

#include "demo/module.hpp"
#include "demo/stopper.hpp"
#include "demo/words.hpp"

namespace demo {
namespace {

constexpr std::string_view kDefinitionMethod = "textDocument/definition";
constexpr std::string_view kHoverMethod = "textDocument/hover";

/// SIGCONT may win for an instant, and gopls answers before it is stopped again.
constexpr int kMostRounds = 3;

void type_edits(Session& session) {
    std::vector<Json> changes;
    for (const Typed& typed : unsaved_edits()) {
        changes.push_back(session.document().replace(typed.old, typed.replacement));
    }
    session.type(changes, "types without saving: moves greeting() up, adds 🚀🌍 and 👋");
}

/// A jump, a hover, and what an editor asks beside.
std::vector<int> ask_all(Session& session, std::string_view words) {
    const Json call = session.document().params_at(kCall);
    const Json document{{"uri", session.document().uri()}};
    session.timeline().say(Who::kEditor, words);
    return {session.ask(kDefinitionMethod, call), session.ask(kHoverMethod, call),
            session.ask("textDocument/references", {{"textDocument", document},
                                                    {"position", call["position"]},
                                                    {"context", {{"includeDeclaration", true}}}}),
            session.ask("textDocument/documentSymbol", {{"textDocument", document}})};
}

/// Whether the answers are those for the text that was never saved.
bool right_on_unsaved_text(Session& session, const std::vector<int>& ids) {
    const unsigned line = session.document().position_of(kDefinition).line;
    bool right_line = false;
    bool unsaved_comment = false;
    for (const int id : ids) {
        const Asked& asked = session.editor().asked(id);
        if (asked.method == kDefinitionMethod) {
            right_line = at(asked.result, "/0/range/start/line") == line;
        } else if (asked.method == kHoverMethod) {
            const Json text = at(asked.result, "/contents/value");
            unsaved_comment =
                text.is_string() && text.get<std::string>().find(kUnsavedDoc) != std::string::npos;
        }
    }
    session.timeline().go_on("line " + std::to_string(line + 1) +
                             (right_line ? " is correct" : " would be correct") +
                             " in the unsaved text; the hover " +
                             (unsaved_comment ? "shows" : "lacks") + " the unsaved comment");
    return right_line && unsaved_comment;
}

/// Formatting gives edits to the text as gopls has it: on ours they must give what gofmt would.
bool same_text(Session& session) {
    const int id = session.ask("textDocument/formatting",
                               {{"textDocument", {{"uri", session.document().uri()}}},
                                {"options", {{"tabSize", 8}, {"insertSpaces", false}}}});
    if (!session.await({id})) return false;
    Document expected = session.document();
    expected.replace(formatting().old, formatting().replacement);
    const auto formatted = with_edits(session.document().text(), session.editor().asked(id).result);
    return formatted == expected.text();
}

void check(Session& session, const std::vector<int>& ids) {
    session.report().to_answer = session.editor().asked(ids.front()).took;
    const bool right = right_on_unsaved_text(session, ids);
    session.report().text_preserved = same_text(session) && right;
}

/// The `go list` of the first load never ends.
void play_load(Session& session) {
    const std::string marker = session.path("block-the-first-list");
    const std::string name = session.report().scenario;
    const Folder& folder = session.setup().folder;
    folder.write(name + "/block-the-first-list", "");
    folder.write(name + "/bin/go", blocking_go(session.setup().tools.go, marker));
    if (!session.start(session.path("bin"))) return;
    const auto taken = [&] {
        std::error_code unknown;
        return std::filesystem::exists(marker + ".taken", unknown);
    };
    if (!session.wait_until(taken, "the first go list")) return;
    session.hang_begins("`go list` hangs; gopls waits for it, and all requests wait for gopls");
    type_edits(session);
    session.type({session.document().replace(late_edit().old, late_edit().replacement)},
                 "types one more line at the top");
    const auto ids =
        ask_all(session, "sends four requests: the definition of greeting(), and three more");
    if (session.await(ids)) check(session, ids);
}

/// gopls is stopped, and stopped again whenever it is continued.
void play_steady(Session& session) {
    if (!session.start("")) return;
    if (!session.await(
            ask_all(session, "sends four requests: the definition of greeting(), and three more")))
        return;
    type_edits(session);
    const auto warm = ask_all(session, "sends them again, about the unsaved text");
    if (!session.await(warm)) return;
    if (!session.wait_until([&] { return session.server_pid(1) > 0; }, "the pid of gopls")) return;

    Stopper stopper(session.server_pid(1));
    session.hang_begins("sends SIGSTOP to gopls every 20 µs, so that SIGCONT does not help");
    session.type({session.document().replace(late_edit().old, late_edit().replacement)},
                 "types one more line at the top");
    for (int round = 1; !session.switched(); ++round) {
        const auto ids = ask_all(
            session, round == 1 ? "sends all four again" : "SIGCONT won once: sends them again");
        if (!session.await(ids)) return;
        session.turn();  // the log may be a moment behind
        if (!session.switched() && round < kMostRounds) continue;
        check(session, ids);
        break;
    }
    if (session.switched()) {
        session.wait_until([&] { return session.gone(1); }, "the end of the old gopls");
    }
}

}  // namespace

std::vector<Scenario> scenarios() {
    return {
        {"load",
         "gopls hangs during its first load",
         "The first `go list` that loads its packages never ends.",
         {"go_command_local", {"end_command", "reload_view"}},
         play_load},
        {"steady",
         "gopls hangs during work, with unsaved text",
         "A signal stops it, again after each SIGCONT.",
         {"stopped", {"sigcont", "standby_"}},
         play_steady},
    };
}

}  // namespace demo
