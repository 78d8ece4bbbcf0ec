#include "corpus/case.hpp"

#include <algorithm>
#include <utility>

#include "corpus/left_behind.hpp"
#include "support/failure.hpp"
#include "support/steps.hpp"
#include "support/target.hpp"

namespace corpus {
namespace {

using support::Editor;
using support::Json;
using support::TestFailure;

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// Returns the names in order, without repetitions in a row.
std::vector<std::string> names(const std::vector<Happening>& events) {
    std::vector<std::string> names;
    for (const Happening& event : events)
        if (names.empty() || names.back() != event.name) names.push_back(event.name);
    return names;
}

bool starts_server(const std::string& remedy) {
    return remedy.starts_with("standby_") || remedy == "restart";
}

/// Returns the names in `given` that are neither in `expected`, each of which counts once, nor in
/// `also`.
std::vector<std::string> beyond(const std::vector<Happening>& given,
                                std::vector<std::string> expected,
                                const std::set<std::string>& also) {
    std::vector<std::string> rest;
    for (const Happening& event : given) {
        const auto it = std::find(expected.begin(), expected.end(), event.name);
        if (it != expected.end()) {
            expected.erase(it);
        } else if (!also.contains(event.name)) {
            rest.push_back(event.name);
        }
    }
    return rest;
}

bool in_order(const std::vector<Happening>& given, const std::vector<std::string>& expected) {
    auto next = given.begin();
    return std::all_of(expected.begin(), expected.end(), [&](const std::string& name) {
        next = std::find_if(next, given.end(), [&](const Happening& e) { return e.name == name; });
        return next != given.end() && next++ != given.end();
    });
}

}  // namespace

Case::Case(std::string cause, Expected expected, support::Sandbox& sandbox)
    : cause_(std::move(cause)), expected_(std::move(expected)), sandbox_(sandbox) {}

Case::~Case() {
    if (has_row_) return;
    try {
        Row row = row_of(read_story(log().lines()));
        row.result = "FAILED";
        add(row);
    } catch (const std::exception&) {
        return;  // the test already fails with a reason
    }
}

void Case::not_run(const std::string& cause, const std::string& why) {
    Row row;
    row.cause = cause;
    row.false_actions = "-";
    row.left_behind = "-";
    row.result = "not run: " + why;
    add(row);
}

Editor& Case::open_main() {
    return open_main(support::proxied(sandbox_, support::Target::real_gopls()));
}

Editor& Case::open_main(const support::ChildOptions& options) {
    start(steps::open_main(sandbox_, options));
    program_ = options.environment.at("GOPLS_PROXY_GOPLS");
    if (const auto servers = sandbox_.servers(program_); !servers.empty())
        first_server_ = servers.front().pid;
    return *editor_;
}

Editor& Case::settle() {
    return settle(support::proxied(sandbox_, support::Target::real_gopls()));
}

Editor& Case::settle(const support::ChildOptions& options) {
    open_main(options);
    const std::string uri = steps::main_uri(sandbox_);
    steps::expect_definition(*editor_, uri, steps::ask_definition(*editor_, uri));
    return *editor_;
}

Editor& Case::start(std::unique_ptr<Editor> editor) {
    editor_ = std::move(editor);
    return *editor_;
}

Json Case::ask() {
    asked();
    return steps::edit_and_ask(*editor_, steps::main_uri(sandbox_));
}

void Case::expect_answer(Json id) {
    const std::string uri = steps::main_uri(sandbox_);
    const auto give_up = support::Clock::now() + support::kGiveUp;
    for (;;) {
        editor_->await(id);
        try {
            steps::expect_definition(*editor_, uri, id);
            break;
        } catch (const TestFailure&) {
            if (support::Clock::now() > give_up) throw;
            editor_->pump(std::chrono::milliseconds(100));
        }
        id = steps::ask_definition(*editor_, uri);
    }
    answered();
}

void Case::expect_verdict() {
    const support::ProxyLog lines = log();
    editor_->wait_until(
        [&] {
            const Story story = read_story(lines.lines());
            return std::any_of(
                story.verdicts.begin(), story.verdicts.end(),
                [&](const Happening& verdict) { return verdict.name == expected_.verdict; });
        },
        "verdict " + expected_.verdict);
}

void Case::expect_log(const support::Logged& wanted) {
    const support::ProxyLog lines = log();
    editor_->wait_until([&] { return lines.has(wanted); }, described(wanted));
}

void Case::answered() {
    answered_ = wall_now();
    received_at_answer_ = editor_->received().size();
}

/// Waits until the proxy has finished watching its last remedy, and until gopls has published all
/// diagnostics that were under way. The command waits for these.
void Case::watch_to_the_end() {
    const support::ProxyLog lines = log();
    editor_->wait_until([&] { return is_watched_to_the_end(lines.lines()); }, "aftermath over");
    editor_->await(editor_->request("workspace/executeCommand",
                                    {{"command", "gopls.diagnose_files"},
                                     {"arguments", {{{"Files", {steps::main_uri(sandbox_)}}}}}}));
}

void Case::finish() {
    steps::expect_same_text(*editor_, sandbox_, steps::main_uri(sandbox_));
    if (is_remedied()) watch_to_the_end();
    compare();
    steps::finish(*editor_);
}

void Case::finish_unanswered() {
    compare();
    const support::ExitStatus status = editor_->shut_down();
    if (status != support::ExitStatus{0, 0})
        throw TestFailure("the session ended with exit code " + std::to_string(status.code) +
                          ", signal " + std::to_string(status.signal) + "\n" + editor_->tail());
    editor_->expect_conforming(false);
}

void Case::compare() {
    const std::vector<app::LogLine> lines = log().lines();
    const Story story = read_story(lines);
    const std::string different = differences(story);
    Row row = row_of(story);
    row.result = different.empty() ? "ok" : "FAILED";
    has_row_ = true;
    add(row);
    if (different.empty()) return;
    std::string text = cause_ + ": " + different + "\nthe log:\n";
    for (const app::LogLine& line : lines)
        if (!is_debug(line)) text += core::to_text(line.event) + "\n";
    throw TestFailure(text);
}

std::string Case::differences(const Story& story) const {
    std::vector<std::string> wrong;
    if (const std::string actions = false_actions(story); !actions.empty())
        wrong.push_back("false actions: " + actions);
    const auto expected =
        expected_.verdict.empty() ? std::vector<std::string>{} : std::vector{expected_.verdict};
    if (!in_order(story.verdicts, expected)) wrong.push_back("no verdict " + expected_.verdict);
    for (const std::string& name : names(story.verdicts))
        if (name != expected_.verdict && !expected_.also.contains(name))
            wrong.push_back("wrong verdict " + name);
    if (!in_order(story.remedies, expected_.remedies))
        wrong.push_back("not these remedies in this order: " + joined(expected_.remedies));
    if (const std::string left = left_behind(expected_.left); !left.empty())
        wrong.push_back("left behind: " + left);
    return joined(wrong);
}

/// Returns whether the case expects a remedy other than a message to the user.
bool Case::is_remedied() const {
    return std::any_of(expected_.remedies.begin(), expected_.remedies.end(),
                       [](const std::string& remedy) { return remedy != "tell"; });
}

/// Returns the traces in the editor that an undisturbed session does not have: open progress,
/// progress that reports an error after the answer, pop-ups, diagnostics, and errors logged after
/// the answer.
std::string Case::left_behind(const std::set<std::string>& excused) const {
    if (!editor_ || !is_remedied()) return {};
    std::set<std::string> found = open_progress(editor_->received());
    found.merge(diagnostics(editor_->received()));
    found.merge(errors_told(editor_->received(), received_at_answer_));
    std::erase_if(found, [&](const std::string& item) {
        return std::any_of(excused.begin(), excused.end(), [&](const std::string& words) {
            return item.find(words) != std::string::npos;
        });
    });
    return joined({found.begin(), found.end()});
}

std::string Case::false_actions(const Story& story) const {
    std::vector<std::string> found = beyond(story.remedies, expected_.remedies, expected_.also);
    const auto called_for =
        std::count_if(story.remedies.begin(), story.remedies.end(),
                      [](const Happening& event) { return starts_server(event.name); });
    if (story.spawned > called_for) found.emplace_back("spawn");
    const auto times = [&](const char* verdict) {
        return std::count_if(story.verdicts.begin(), story.verdicts.end(),
                             [&](const Happening& event) { return event.name == verdict; });
    };
    // These servers end by themselves and are not replaced; out of memory, only the second time.
    const auto left_alone = times("refused_start") + (times("out_of_memory") > 1 ? 1 : 0);
    if (story.ended > story.spawned + left_alone) found.emplace_back("end");
    if (is_other_server(story)) found.emplace_back("another server");
    return joined(found);
}

/// The log alone is not enough: without a replacement, the first process must still be the server.
bool Case::is_other_server(const Story& story) const {
    if (first_server_ == 0 || story.spawned > 0 || story.ended > 0) return false;
    const auto servers = sandbox_.servers(program_);
    return servers.size() != 1 || servers.front().pid != first_server_;
}

Row Case::row_of(const Story& story) const {
    Row row;
    row.cause = cause_;
    row.expected = expected_.verdict;
    row.given = joined(names(story.verdicts));
    row.remedies = joined(names(story.remedies));
    const auto verdict =
        std::find_if(story.verdicts.begin(), story.verdicts.end(),
                     [&](const Happening& event) { return event.name == expected_.verdict; });
    if (asked_ && verdict != story.verdicts.end())
        row.to_verdict = std::max(verdict->at - *asked_, std::chrono::milliseconds{});
    if (asked_ && answered_) row.to_answer = *answered_ - *asked_;
    row.false_actions = false_actions(story);
    row.left_behind = left_behind({});
    return row;
}

}  // namespace corpus
