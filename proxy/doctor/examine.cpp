#include "doctor/examine.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "app/gopls/executable.hpp"
#include "doctor/facts/programs.hpp"
#include "doctor/kinds.hpp"
#include "doctor/next_steps.hpp"
#include "doctor/remove_setting.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// Building gopls takes minutes on a slow machine.
constexpr auto kDownloadLimit = std::chrono::minutes(15);

bool is_same(const Finding& a, const Finding& b) {
    return a.id == b.id && a.seen == b.seen;
}

/// Runs the command of a fix. Returns why it failed; empty if it did not.
std::string run_command(const Question& question, const Facts& facts, const Fix& fix) {
    Programs programs(question.program_limit, question.keep_going);
    std::vector<std::string> argv = fix.argv;
    if (argv.front() == "go" && !facts.tools.gos.empty()) argv.front() = facts.tools.gos[0].path;
    app::Environment environment = question.environment;
    environment.erase("PWD");
    const auto limit =
        fix.downloads ? std::chrono::milliseconds(kDownloadLimit) : question.program_limit;
    const Ran ran =
        programs.run(Program{std::move(argv), fix.folder, std::move(environment)}, limit);
    if (ran.timed_out()) return "the command did not end in time, and was killed";
    if (ran.ok()) return {};
    return ran.errors.empty() ? "the command failed" : ran.errors;
}

/// Does what the fix says, and sets how it is undone. Returns why it failed; empty if it did not.
std::string carry_out(const Question& question, const Facts& facts, Fix& fix) {
    if (!fix.removal) return run_command(question, facts, fix);
    auto backup = remove_from_file(*fix.removal);
    if (!backup) return backup.error().sentence;
    fix.undo = command_line({"mv", *backup, fix.removal->file});
    return {};
}

}  // namespace

Findings findings_of(const Facts& facts) {
    Findings all;
    for (const Kind& kind : kinds()) {
        for (Finding& finding : kind.check(facts)) {
            finding.id = kind.id;
            finding.severity = kind.severity;
            finding.next = next_steps_of(finding, facts);
            all.push_back(std::move(finding));
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    return all;
}

std::vector<Mended> mend(const Question& question, Facts& facts, const FixCallbacks& callbacks) {
    std::vector<Mended> results;
    // One command may be the fix of several findings.
    std::set<std::string> done;
    for (const Finding& finding : findings_of(facts)) {
        if (question.keep_going && !question.keep_going()) break;
        if (!finding.fix || !done.insert(words_for(*finding.fix)).second) continue;
        callbacks.starting(finding);
        Mended mended{finding, false, {}};
        mended.words = carry_out(question, facts, *mended.finding.fix);
        auto after = gather(question);
        if (after.has_value()) {
            facts = std::move(*after);
            const Findings left = findings_of(facts);
            mended.gone = std::none_of(left.begin(), left.end(), [&](const Finding& other) {
                return is_same(finding, other);
            });
        }
        callbacks.done(mended);
        results.push_back(std::move(mended));
    }
    return results;
}

}  // namespace doctor
