#include "core/mirror/configuration.hpp"

#include <utility>
#include <vector>

#include "lsp/envelope.hpp"
#include "lsp/go_json.hpp"
#include "lsp/go_tree.hpp"
#include "lsp/message.hpp"

namespace core {
namespace {

using nlohmann::json;

/// The settings of gopls that matter here. A setting that is absent or invalid keeps its value
/// (settings.Options.Set).
struct GoplsSettings {
    std::optional<bool> watches;
    std::optional<std::string> go_work;
};

GoplsSettings read_settings(const json& settings) {
    GoplsSettings given;
    if (!settings.is_object()) return given;
    for (const auto& [key, value] : settings.items()) {
        // gopls uses the part of a key after the last dot: "ui.completion.usePlaceholders".
        const std::string_view name = std::string_view(key).substr(key.rfind('.') + 1);
        if (name == "fileWatcher" && value.is_string()) {
            const auto& mode = value.get_ref<const std::string&>();
            const auto is = [&](const char* known) { return lsp::GoKey(mode, true).is(known); };
            if (is("off")) given.watches = false;
            if (is("fsnotify") || is("poll")) given.watches = true;
        } else if (name == "env" && value.is_object()) {
            const auto go_work = value.find("GOWORK");
            if (go_work != value.end() && go_work->is_string())
                given.go_work = go_work->get<std::string>();
        }
    }
    return given;
}

}  // namespace

void Configuration::changed(std::string_view params) {
    changed_ = params;
    for (auto& [item, answer] : answers_) answer.outdated = true;
}

void Configuration::answered(std::string_view params, std::string_view body) {
    const json asked = lsp::go_tree(params);
    const json& items = lsp::go_member(asked, "items");
    std::vector<std::string_view> answers;
    lsp::GoReader reader(lsp::member(body, "result"));
    const bool is_array = reader.array([&](std::size_t) { answers.push_back(reader.skip()); });
    if (!items.is_array() || !is_array || !reader.ok() || items.size() != answers.size()) return;
    for (std::size_t i = 0; i < items.size(); ++i) {
        answers_[lsp::json_text(items[i])] = {std::string(answers[i])};
        settings_given(lsp::go_tree(answers[i]), lsp::go_member(items[i], "scopeUri"));
    }
}

/// Follows gopls: settings of a folder override the global ones (server.fetchFolderOptions). The
/// global ones accumulate from one unscoped answer to the next (server.DidChangeConfiguration).
void Configuration::settings_given(const json& settings, const json& scope) {
    GoplsSettings given = read_settings(settings);
    if (!scope.is_string()) {
        gopls_watches_ = given.watches.value_or(gopls_watches_);
        if (given.go_work) go_work_ = std::move(given.go_work);
    } else if (given.go_work) {
        last_go_work_scope_ = scope.get<std::string>();
        folders_go_work_[last_go_work_scope_] = *std::move(given.go_work);
    } else {
        folders_go_work_.erase(scope.get<std::string>());
    }
}

std::optional<std::string> Configuration::known(std::string_view params) const {
    std::string answer;
    bool any = false;
    const json asked = lsp::go_tree(params);
    for (const json& item : lsp::go_member(asked, "items")) {
        const auto it = answers_.find(lsp::json_text(item));
        any = any || it != answers_.end();
        answer += (answer.empty() ? "" : ",") +
                  (it == answers_.end() ? std::string("null") : it->second.value);
    }
    if (!any) return {};
    return "[" + answer + "]";
}

std::optional<std::string> Configuration::current(std::string_view params) const {
    const json asked = lsp::go_tree(params);
    for (const json& item : lsp::go_member(asked, "items")) {
        const auto it = answers_.find(lsp::json_text(item));
        if (it != answers_.end() && it->second.outdated) return {};
    }
    return known(params);
}

std::string Configuration::nulls(std::string_view params) {
    const json asked = lsp::go_tree(params);
    const json& items = lsp::go_member(asked, "items");
    return lsp::json_text(json(items.is_array() ? items.size() : 0, json()));
}

std::optional<std::string> Configuration::go_work() const {
    if (folders_go_work_.empty()) return go_work_;
    const auto last = folders_go_work_.find(last_go_work_scope_);
    return (last == folders_go_work_.end() ? folders_go_work_.begin() : last)->second;
}

std::string Configuration::catch_up() const {
    if (changed_.empty()) return {};
    return lsp::notification("workspace/didChangeConfiguration", changed_);
}

}  // namespace core
