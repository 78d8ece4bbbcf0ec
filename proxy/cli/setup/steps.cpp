#include "cli/setup/steps.hpp"

#include <algorithm>
#include <filesystem>

#include "io/files.hpp"

namespace cli::setup {
namespace {

constexpr const char* kAllBlanks = " \t\r\n";

Plan refusal_plan(const Editor& editor, const std::string& file, const std::string& reason) {
    Plan plan{&editor, State::kRefused, file};
    plan.reason = reason;
    return plan;
}

/// Returns the step for an editor that is used.
Step step_for(const Located& located, const Program& program, const app::Environment& environment) {
    const Editor& editor = *located.editor;
    Step step;
    if (editor.way == Way::kByHand) {
        const bool is_set_up = mentions_proxy(located);
        step.item.plan = {&editor, is_set_up ? State::kSetUp : State::kByHand, located.file};
        return step;
    }
    auto file = read_settings(located.file);
    if (!file) {
        step.item.plan = refusal_plan(editor, located.file, file.error().sentence);
        return step;
    }
    step.file = *std::move(file);
    step.item.plan = plan_setup(
        editor, located.file, step.file.text, program,
        [&](const std::string& command) { return starts_proxy(command, program, environment); });
    return step;
}

/// Returns the step that removes one addition.
Step undo_step(const Entered& entry) {
    Step step;
    step.entry = entry;
    const Editor* editor = editor_named(entry.editor);
    if (editor == nullptr) {
        static const Editor kUnknown{"unknown", "Unknown editor", Kind::kEditor, Base::kHome, {},
                                     {}};
        step.item.plan =
            refusal_plan(kUnknown, entry.file, "it was set up by a newer version of gopls-proxy");
        return step;
    }
    auto file = read_settings(entry.file);
    if (!file) {
        step.item.plan = refusal_plan(*editor, entry.file, file.error().sentence);
        return step;
    }
    step.file = *std::move(file);
    step.item.plan = step.file.exists ? plan_undo(*editor, entry.file, step.file.text, entry.format,
                                                  entry.addition)
                                      : Plan{editor, State::kNotSetUp, entry.file};
    return step;
}

/// Fails the step.
void fail(Step& step, const Failure& failure) {
    step.item.outcome = Outcome::kFailed;
    step.item.failure = failure.sentence;
}

void carry_out_setup(Step& step, Entries& entries, const std::string& journal) {
    const Plan& plan = step.item.plan;
    Entered entry;
    entry.editor = plan.editor->id;
    entry.file = plan.file;
    entry.format = entry_of(plan.editor->way, {}).format;
    entry.created = !step.file.exists;
    entry.addition = plan.edit->addition;
    if (step.file.exists) {
        auto backup = back_up(step.file);
        if (!backup) return fail(step, backup.error());
        entry.backup = *backup;
        step.item.backup = *std::move(backup);
    }
    // The record first: if this process dies in between, --undo finds that the setting is gone.
    Entries with = without_entry(entries, entry.editor, entry.file);
    with.push_back(entry);
    if (const auto written = write_journal(journal, with); !written) {
        return fail(step, {"nothing was changed: " + written.error().sentence});
    }
    if (const auto replaced = replace_settings(step.file, plan.edit->text); !replaced) {
        fail(step, replaced.error());
        (void)write_journal(journal, entries);  // an entry too many does no harm
        return;
    }
    entries = std::move(with);
    step.item.outcome = Outcome::kDone;
}

/// Deletes the backup if the file has its text again.
void drop_backup(const std::string& backup, const std::string& text) {
    if (backup.empty()) return;
    const auto old = io::read_file(backup);
    std::error_code ignored;
    if (old && *old == text) std::filesystem::remove(backup, ignored);
}

void carry_out_undo(Step& step, Entries& entries, const std::string& journal) {
    const std::string& text = step.item.plan.edit->text;
    const bool is_empty = text.find_first_not_of(kAllBlanks) == std::string::npos;
    const auto changed = step.entry->created && is_empty ? delete_settings(step.file)
                                                         : replace_settings(step.file, text);
    if (!changed) return fail(step, changed.error());
    drop_backup(step.entry->backup, text);
    entries = without_entry(std::move(entries), step.entry->editor, step.entry->file);
    if (const auto written = write_journal(journal, entries); !written) {
        return fail(step, written.error());
    }
    step.item.outcome = Outcome::kDone;
}

}  // namespace

Steps setup_steps(const std::string& editor, const Program& program,
                  const app::Environment& environment) {
    Steps steps;
    for (const Editor& candidate : known_editors()) {
        if (!editor.empty() && candidate.id != editor) continue;
        const Located located = locate(candidate, environment);
        if (located.found) {
            steps.push_back(step_for(located, program, environment));
        } else if (!editor.empty()) {
            steps.push_back({{refusal_plan(candidate, "",
                                           "it was not found: there is no " + located.searched)}});
        }
    }
    return steps;
}

Steps undo_steps(const std::string& editor, const Program& program,
                 const app::Environment& environment, const Entries& entries) {
    Steps steps;
    for (const Entered& entry : entries) {
        if (editor.empty() || entry.editor == editor) steps.push_back(undo_step(entry));
    }
    for (Step& step : setup_steps(editor, program, environment)) {
        Plan& plan = step.item.plan;
        const bool is_known = entry_for(entries, plan.editor->id, plan.file) != nullptr;
        if (plan.state != State::kSetUp || is_known) continue;
        plan.state = State::kRefused;
        plan.reason = "`gopls-proxy setup` did not add it; remove it by hand";
        steps.push_back(std::move(step));
    }
    return steps;
}

void forget_what_is_gone(const Steps& steps, Entries& entries, const std::string& journal) {
    Entries left = entries;
    for (const Step& step : steps) {
        if (!step.entry || step.item.plan.state != State::kNotSetUp) continue;
        left = without_entry(std::move(left), step.entry->editor, step.entry->file);
    }
    if (left.size() == entries.size()) return;
    entries = std::move(left);
    (void)write_journal(journal, entries);  // an entry too many does no harm
}

void carry_out(Step& step, Entries& entries, const std::string& journal) {
    if (step.entry) {
        carry_out_undo(step, entries, journal);
    } else {
        carry_out_setup(step, entries, journal);
    }
}

}  // namespace cli::setup
