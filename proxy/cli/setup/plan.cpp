#include "cli/setup/plan.hpp"

#include "app/incidents/line_diff.hpp"

namespace cli::setup {
namespace {

std::string_view name_of(Format format) {
    return format == Format::kJson ? "JSON" : "TOML";
}

/// Returns the command in the value of an entry; empty if it has none.
std::string command_in(const Json& value, const Keys& keys) {
    const Json* command = value_at(value, keys);
    if (command != nullptr && command->is_array() && !command->empty()) command = &command->front();
    if (command == nullptr || !command->is_string()) return {};
    return command->get<std::string>();
}

Plan refused(Plan plan, std::string reason) {
    plan.state = State::kRefused;
    plan.reason = std::move(reason);
    return plan;
}

std::string diff_of(const std::string& file, std::string_view before, std::string_view after) {
    return app::incidents::unified_diff(file.substr(file.find_first_not_of('/')), before, after);
}

}  // namespace

std::string_view words_for(State state) {
    switch (state) {
        case State::kSetUp:
            return "set up";
        case State::kNotSetUp:
            return "not set up";
        case State::kOtherwise:
            return "set up otherwise";
        case State::kByHand:
            return "to set up by hand";
        case State::kRefused:
            break;
    }
    return "cannot be set up";
}

Plan plan_setup(const Editor& editor, const std::string& file, std::string_view text,
                const Program& program, const IsProxy& is_proxy) {
    Plan plan{&editor, State::kNotSetUp, file};
    const Entry entry = entry_of(editor.way, program);
    for (const Keys& keys : entry.places) {
        const auto setting = setting_at(entry.format, text, keys);
        if (!setting) {
            return refused(std::move(plan), "it is not valid " +
                                                std::string(name_of(entry.format)) + " (" +
                                                describe(setting.error()) + ")");
        }
        if (!*setting) continue;
        Keys whole = keys;
        whole.insert(whole.end(), entry.command.begin(), entry.command.end());
        plan.key = joined(whole);
        plan.line = (*setting)->line;
        plan.value = command_in((*setting)->value, entry.command);
        plan.state =
            !plan.value.empty() && is_proxy(plan.value) ? State::kSetUp : State::kOtherwise;
        return plan;
    }
    auto edited = add_setting(entry.format, text, entry.places.front(), entry.value);
    if (!edited) return refused(std::move(plan), edited.error().sentence);
    plan.key = joined(entry.places.front());
    plan.diff = diff_of(file, text, edited->text);
    plan.edit = *std::move(edited);
    return plan;
}

Plan plan_undo(const Editor& editor, const std::string& file, std::string_view text, Format format,
               const Addition& addition) {
    Plan plan{&editor, State::kSetUp, file};
    plan.key = joined(addition.keys);
    const auto setting = setting_at(format, text, addition.keys);
    if (setting && !*setting) {
        plan.state = State::kNotSetUp;
        return plan;
    }
    if (setting) {
        plan.line = (*setting)->line;
        plan.value = command_in((*setting)->value, {});
    }
    auto before = remove_setting(format, text, addition);
    if (!before) return refused(std::move(plan), before.error().sentence);
    plan.diff = diff_of(file, text, *before);
    plan.edit = Edited{*std::move(before), addition};
    return plan;
}

}  // namespace cli::setup
