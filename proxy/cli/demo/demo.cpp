#include "cli/demo/demo.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "cli/demo/marks.hpp"
#include "cli/demo/options.hpp"
#include "cli/demo/scenarios.hpp"
#include "cli/drop_in.hpp"
#include "cli/paint.hpp"

namespace cli {
namespace {

using demo::Json;

constexpr int kExitFailed = 1;

int complain(const std::string& sentence, int code) {
    std::fprintf(stderr, "gopls-proxy demo: %s\n", sentence.c_str());
    return code;
}

std::string list_text(const std::vector<demo::Scenario>& scenarios) {
    std::string text;
    for (const demo::Scenario& scenario : scenarios) {
        text += padded(scenario.name, 10) + std::string(scenario.title) + "\n";
    }
    return text;
}

/// What a demo came to.
struct Played {
    std::string tables;
    Json json = Json::array();
    std::vector<std::string> failed;  ///< `steady: verdict`
};

void play(const demo::Scenario& scenario, const demo::Setup& setup, demo::Timeline& timeline,
          Played& played) {
    demo::HangReport report;
    timeline.begin(scenario.title, scenario.how);
    {
        demo::Session session(setup, std::string(scenario.name), timeline);
        scenario.play(session);
        session.close();
        report = session.report();
    }
    const auto rows = demo::rows_of(report, scenario.expectation);
    played.tables += "\n" + demo::table_text(report, rows, timeline.colours());
    Json entry{{"scenario", scenario.name}, {"ok", demo::holds(report, rows)}};
    entry.update(demo::table_json(report, rows));
    entry["events"] = timeline.take_events();
    played.json.push_back(std::move(entry));
    const std::string name = std::string(scenario.name) + ": ";
    if (!report.problem.empty()) played.failed.push_back(name + report.problem);
    for (const demo::Row& row : rows) {
        if (!row.holds) played.failed.push_back(name + row.name);
    }
}

void print_end(const Played& played, const demo::Setup& setup, const demo::Timeline& timeline,
               bool json) {
    if (json) {
        const Json document{{"ok", played.failed.empty()},
                            {"gopls", setup.tools.gopls},
                            {"go", setup.tools.go_version},
                            {"failed", played.failed},
                            {"scenarios", played.json}};
        std::printf("%s\n", document.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
        return;
    }
    if (setup.interrupts.pending()) {
        return timeline.print("\nInterrupted. Nothing is left running.\n");
    }
    timeline.print(played.tables + "\n");
    if (played.failed.empty()) {
        timeline.print(painted("Every line holds.", Paint::kGood, timeline.colours()) + "\n");
        return;
    }
    std::string text = "Does not hold:";
    for (const std::string& line : played.failed) text += "\n  " + line;
    timeline.print(painted(text, Paint::kBad, timeline.colours()) + "\n");
}

int run(const demo::Options& options, const std::vector<demo::Scenario>& scenarios,
        const demo::Tools& tools, const Environment& environment) {
    // First here, last to go: a Ctrl-C takes effect when all is tidied up.
    const demo::Interrupts interrupts;
    std::signal(SIGPIPE, SIG_IGN);
    const auto folder = demo::Folder::make(options.keep);
    if (folder.has_error()) return complain(folder.error().sentence, kExitFailed);
    for (const char* name : {"home/.keep", "tmp/.keep"}) (*folder)->write(name, "");
    // Or each gopls starts a process that outlives it.
    (*folder)->write("home/.config/go/telemetry/mode", "off 2020-01-01\n");

    const demo::Setup setup{tools, **folder, interrupts,
                            demo::contained(environment, (*folder)->path())};
    demo::Timeline timeline(!options.json, cli::wants_colours(STDOUT_FILENO, environment));
    timeline.print("A real gopls (" + tools.gopls + ", with " + tools.go_version +
                   ") will be hung; the editor must not notice.\n");
    Played played;
    for (const demo::Scenario& scenario : scenarios) {
        if (interrupts.pending()) {
            played.failed.emplace_back("interrupted");
            break;
        }
        if (!options.scenario.empty() && scenario.name != options.scenario) continue;
        play(scenario, setup, timeline, played);
    }
    print_end(played, setup, timeline, options.json);
    if (options.keep) std::fprintf(stderr, "Kept: %s\n", (*folder)->path().c_str());
    return played.failed.empty() ? 0 : kExitFailed;
}

}  // namespace

int run_demo(const std::vector<std::string>& arguments, const Environment& environment,
             const std::string& gopls_setting) {
    const std::vector<demo::Scenario> scenarios = demo::scenarios();
    std::vector<std::string_view> names;
    for (const demo::Scenario& scenario : scenarios) names.push_back(scenario.name);
    const auto options = demo::parse_options(arguments, names);
    if (options.has_error()) {
        const demo::Instead& instead = options.error();
        std::fputs(instead.text.c_str(), instead.exit_code == 0 ? stdout : stderr);
        return instead.exit_code;
    }
    if (options->list) {
        std::fputs(list_text(scenarios).c_str(), stdout);
        return 0;
    }
    if (!demo::can_see_marks()) {
        return complain("it needs to see processes in /proc, which this system does not have",
                        kExitFailed);
    }
    const auto tools = demo::find_tools(options->gopls, gopls_setting, environment);
    if (tools.has_error()) return complain(tools.error().sentence, kExitNotFound);
    return run(*options, scenarios, *tools, environment);
}

}  // namespace cli
