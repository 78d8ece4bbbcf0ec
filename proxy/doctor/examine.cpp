#include "doctor/examine.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "app/gopls/executable.hpp"
#include "doctor/facts/programs.hpp"
#include "doctor/kinds.hpp"

namespace doctor {
namespace {

/// Building gopls takes minutes on a slow machine.
constexpr auto kDownloadLimit = std::chrono::minutes(15);

bool is_same(const Finding& a, const Finding& b) {
    return a.id == b.id && a.seen == b.seen;
}

Ran run_fix(const Question& question, const Facts& facts, const Fix& fix) {
    Programs programs(question.program_limit);
    std::vector<std::string> argv = fix.argv;
    if (argv.front() == "go" && !facts.tools.gos.empty()) argv.front() = facts.tools.gos[0].path;
    app::Environment environment = question.environment;
    environment.erase("PWD");
    const auto limit =
        fix.downloads ? std::chrono::milliseconds(kDownloadLimit) : question.program_limit;
    return programs.run(Program{std::move(argv), fix.folder, std::move(environment)}, limit);
}

}  // namespace

Findings findings_of(const Facts& facts) {
    Findings all;
    for (const Kind& kind : kinds()) {
        for (Finding& finding : kind.check(facts)) {
            finding.id = kind.id;
            finding.severity = kind.severity;
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
    std::set<std::vector<std::string>> ran;
    for (const Finding& finding : findings_of(facts)) {
        if (!finding.fix || !ran.insert(finding.fix->argv).second) continue;
        callbacks.starting(finding);
        const Ran result = run_fix(question, facts, *finding.fix);
        Mended mended{finding, false, {}};
        if (result.timed_out()) {
            mended.words = "the command did not end in time, and was killed";
        } else if (!result.ok()) {
            mended.words = result.errors.empty() ? "the command failed" : result.errors;
        }
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
