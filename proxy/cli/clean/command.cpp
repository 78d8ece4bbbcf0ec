#include "cli/clean/command.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

#include "app/paint.hpp"
#include "cli/clean/execute.hpp"
#include "cli/clean/json.hpp"
#include "cli/clean/report.hpp"

namespace cli {
namespace clean {
namespace {

constexpr const char* kEraseLine = "\r\x1b[K";

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

/// Returns whether the answer on standard input is yes.
bool agrees(const std::string& question) {
    print(question);
    std::array<char, 16> answer{};
    if (std::fgets(answer.data(), answer.size(), stdin) == nullptr) {
        print("\n");
        return false;
    }
    std::string_view word = answer.data();
    while (word.ends_with('\n') || word.ends_with('\r')) word.remove_suffix(1);
    return word == "y" || word == "Y" || word == "yes" || word == "Yes";
}

/// A line on the terminal that says how far the work is.
class ProgressLine {
  public:
    explicit ProgressLine(bool is_shown) : is_shown_(is_shown) {}
    ~ProgressLine() { erase(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const std::string& text) {
        using namespace std::chrono_literals;
        const auto now = std::chrono::steady_clock::now();
        if (!is_shown_ || now - last_ < 100ms) return;
        last_ = now;
        is_there_ = true;
        std::fprintf(stderr, "%s%s", kEraseLine, text.c_str());
    }
    void erase() {
        if (std::exchange(is_there_, false)) std::fputs(kEraseLine, stderr);
    }

  private:
    bool is_shown_;
    bool is_there_ = false;
    std::chrono::steady_clock::time_point last_;
};

std::string progress_text(const Item& item, const io::Deletion& deletion) {
    return "deleting " + std::string(words_of(item.candidate.kind)) + ": " +
           std::to_string(deletion.entries) + " of " + std::to_string(item.candidate.size.entries) +
           " entries, " + size_text(deletion.freed_bytes) + " freed";
}

std::string progress_text(const Parked& parked, const Style& style) {
    return "gopls loads " + folders_text(parked, style);
}

int run_with(const Options& options, const app::Environment& environment) {
    const bool on_terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
    const Consent consent = consent_of(options, on_terminal);

    Run run;
    run.options = options;
    const Place place = current_place(environment);
    const CacheFolders folders = read_cache_folders(environment);
    const Style style{place.home, app::wants_colours(STDOUT_FILENO, environment)};
    Facts facts;
    {
        ProgressLine line(isatty(STDERR_FILENO) != 0);
        line.show("looking at processes and measuring folders");
        facts = read_facts(place);
        run.inventory = read_inventory(facts, place, folders);
        auto candidates = find_candidates(options.kinds, place, folders, facts, run.inventory);
        measure(candidates);
        run.plan =
            make_plan(options, std::move(candidates), facts.processes.known, can_park(facts));
    }
    if (!options.json) print(plan_text(run, style));
    if (consent == Consent::kAsk && run.plan.deletes_anything()) {
        run.declined = !agrees(question_of(run.plan));
    }
    if (consent != Consent::kShowOnly && !run.declined && run.plan.deletes_anything()) {
        ProgressLine line(isatty(STDERR_FILENO) != 0 && !options.json);
        execute(run, facts, place, folders,
                {[&](const Item& item, const io::Deletion& deletion) {
                     line.show(progress_text(item, deletion));
                 },
                 [&](const Parked& parked) { line.show(progress_text(parked, style)); }});
    }
    print(options.json ? json_of(run) : result_text(run, style));
    return exit_code(run);
}

}  // namespace
}  // namespace clean

int run_clean(const std::vector<std::string>& arguments, const app::Environment& environment) {
    const auto options = clean::parse_options(arguments);
    if (options.has_error()) return app::print(options.error());
    return clean::run_with(*options, environment);
}

}  // namespace cli
