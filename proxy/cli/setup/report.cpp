#include "cli/setup/report.hpp"

#include <algorithm>

#include "app/paint.hpp"
#include "cli/setup/snippets.hpp"
#include "cli/status/words.hpp"

namespace cli::setup {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kNameColumns = 26;
constexpr std::size_t kStateColumns = 18;

std::string_view word_for(State state) {
    switch (state) {
        case State::kSetUp:
            return "set_up";
        case State::kNotSetUp:
            return "not_set_up";
        case State::kOtherwise:
            return "set_up_otherwise";
        case State::kByHand:
            return "by_hand";
        case State::kRefused:
            break;
    }
    return "refused";
}

std::string_view word_for(Outcome outcome) {
    switch (outcome) {
        case Outcome::kNone:
            return "none";
        case Outcome::kPending:
            return "pending";
        case Outcome::kDone:
            return "done";
        case Outcome::kDeclined:
            return "declined";
        case Outcome::kFailed:
            break;
    }
    return "failed";
}

std::string place_of(const Plan& plan, const std::string& home) {
    const std::string file = shortened(plan.file, home);
    return plan.line == 0 ? file : file + ":" + std::to_string(plan.line);
}

std::string line_of_table(const Plan& plan, const std::string& home) {
    std::string line = app::padded(plan.editor->name, kNameColumns) +
                       app::padded(words_for(plan.state), kStateColumns) + place_of(plan, home);
    if (!plan.value.empty()) {
        line += " (" + plan.key + " is \"" + plan.value + "\")";
    } else if (plan.state == State::kOtherwise) {
        line += " (" + plan.key + " is not a command)";
    }
    if (!plan.reason.empty()) line += ": " + plan.reason;
    // A file may be unknown: the settings of GoLand have no place that is documented.
    line.erase(line.find_last_not_of(' ') + 1);
    return line + "\n";
}

OrderedJson text_or_null(const std::string& text) {
    return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}

OrderedJson snippets_json(const Plan& plan) {
    OrderedJson snippets = OrderedJson::array();
    if (plan.state != State::kByHand) return snippets;
    for (const std::string_view path : plan.editor->snippets) {
        snippets.push_back({{"source", "editors/" + std::string(path)}, {"text", snippet(path)}});
    }
    return snippets;
}

OrderedJson item_json(const Item& item) {
    const Plan& plan = item.plan;
    OrderedJson json;
    json["id"] = plan.editor->id;
    json["name"] = plan.editor->name;
    json["kind"] = plan.editor->kind == Kind::kAgent ? "agent" : "editor";
    json["state"] = word_for(plan.state);
    json["file"] = text_or_null(plan.file);
    json["line"] = plan.line == 0 ? OrderedJson(nullptr) : OrderedJson(plan.line);
    json["setting"] = text_or_null(plan.key);
    json["value"] = text_or_null(plan.value);
    json["reason"] = text_or_null(item.failure.empty() ? plan.reason : item.failure);
    json["diff"] = text_or_null(plan.diff);
    json["outcome"] = word_for(item.outcome);
    json["backup"] = text_or_null(item.backup);
    json["snippets"] = snippets_json(plan);
    return json;
}

}  // namespace

std::string table_text(const std::vector<Item>& items, const std::string& home) {
    std::string text;
    for (const Item& item : items) text += line_of_table(item.plan, home);
    return text;
}

std::string snippet_text(const Plan& plan, const Program& program, const std::string& home) {
    const Editor& editor = *plan.editor;
    std::string text = std::string(editor.name) + ": ";
    text +=
        plan.file.empty() ? "save this.\n" : "add this to " + shortened(plan.file, home) + ".\n";
    if (!editor.advice.empty()) text += std::string(editor.advice) + "\n";
    if (!program.on_path) {
        text += "gopls-proxy is not on PATH: write " + program.path + " in its place.\n";
    }
    for (const std::string_view path : editor.snippets) {
        text += "\n# editors/" + std::string(path) + "\n" + std::string(snippet(path));
    }
    return text;
}

std::string report_json(const std::vector<Item>& items, const Program& program, bool undo) {
    OrderedJson json;
    json["schema"] = 1;
    json["action"] = undo ? "undo" : "setup";
    json["program"] = {{"path", program.path},
                       {"as_gopls", program.as_gopls},
                       {"on_path", program.on_path},
                       {"remarks", program.remarks}};
    json["editors"] = OrderedJson::array();
    for (const Item& item : items) json["editors"].push_back(item_json(item));
    return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

int exit_code_of(const std::vector<Item>& items, bool asked_for) {
    const bool incomplete = std::any_of(items.begin(), items.end(), [&](const Item& item) {
        return item.plan.state == State::kRefused || item.plan.state == State::kOtherwise ||
               item.outcome == Outcome::kDeclined || item.outcome == Outcome::kFailed ||
               (item.outcome == Outcome::kPending && asked_for);
    });
    return incomplete ? 1 : 0;
}

}  // namespace cli::setup
