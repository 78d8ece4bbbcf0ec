#include "demo/demo.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "app/gopls/drop_in.hpp"
#include "app/paint.hpp"
#include "demo/marks.hpp"
#include "demo/options.hpp"
#include "demo/scenarios.hpp"

namespace demo {
namespace {

constexpr int kExitFailed = 1;

int complain(const std::string& sentence, int code) {
    std::fprintf(stderr, "gopls-proxy demo: %s\n", sentence.c_str());
    return code;
}

std::string list_text(const std::vector<Scenario>& scenarios) {
    std::string text;
    for (const Scenario& scenario : scenarios) {
        text += app::padded(scenario.name, 10) + std::string(scenario.title) + "\n";
    }
    return text;
}

/// What a demo came to.
struct Played {
    std::string tables;
    Json json = Json::array();
    std::vector<std::string> failed;  ///< `steady: verdict`
};

void play(const Scenario& scenario, const Setup& setup, Timeline& timeline, Played& played) {
    HangReport report;
    timeline.begin(scenario.title, scenario.how);
    {
        Session session(setup, std::string(scenario.name), timeline);
        scenario.play(session);
        session.close();
        report = session.report();
    }
    const auto rows = rows_of(report, scenario.expectation);
    played.tables += "\n" + table_text(report, rows, timeline.colours());
    Json entry{{"scenario", scenario.name}, {"ok", holds(report, rows)}};
    entry.update(table_json(report, rows));
    entry["events"] = timeline.take_events();
    played.json.push_back(std::move(entry));
    const std::string name = std::string(scenario.name) + ": ";
    if (!report.problem.empty()) played.failed.push_back(name + report.problem);
    for (const Row& row : rows) {
        if (!row.holds) played.failed.push_back(name + row.name);
    }
}

void print_end(const Played& played, const Setup& setup, const Timeline& timeline, bool json) {
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
        timeline.print(app::painted("All checks passed.", app::Paint::kGood, timeline.colours()) +
                       "\n");
        return;
    }
    std::string text = "Failed:";
    for (const std::string& line : played.failed) text += "\n  " + line;
    timeline.print(app::painted(text, app::Paint::kBad, timeline.colours()) + "\n");
}

int run(const Options& options, const std::vector<Scenario>& scenarios, const Tools& tools,
        const app::Environment& environment) {
    // First here, last to go: a Ctrl-C takes effect when all is tidied up.
    const Interrupts interrupts;
    std::signal(SIGPIPE, SIG_IGN);
    const auto folder = Folder::make(options.keep);
    if (folder.has_error()) return complain(folder.error().sentence, kExitFailed);
    for (const char* name : {"home/.keep", "tmp/.keep"}) (*folder)->write(name, "");
    // Or each gopls starts a process that outlives it.
    (*folder)->write("home/.config/go/telemetry/mode", "off 2020-01-01\n");

    const Setup setup{tools, **folder, interrupts, contained(environment, (*folder)->path())};
    Timeline timeline(!options.json, app::wants_colours(STDOUT_FILENO, environment));
    timeline.print("The demo hangs a real gopls (" + tools.gopls + ", with " + tools.go_version +
                   "). The editor must stay connected.\n");
    Played played;
    for (const Scenario& scenario : scenarios) {
        if (interrupts.pending()) {
            played.failed.emplace_back("interrupted");
            break;
        }
        if (!options.scenario.empty() && scenario.name != options.scenario) continue;
        play(scenario, setup, timeline, played);
    }
    print_end(played, setup, timeline, options.json);
    if (options.keep) std::fprintf(stderr, "The folder is kept: %s\n", (*folder)->path().c_str());
    return played.failed.empty() ? 0 : kExitFailed;
}

}  // namespace

int run_demo(const std::vector<std::string>& arguments, const app::Environment& environment,
             const std::string& gopls_setting) {
    const std::vector<Scenario> scenarios = demo::scenarios();
    std::vector<std::string_view> names;
    for (const Scenario& scenario : scenarios) names.push_back(scenario.name);
    const auto options = parse_options(arguments, names);
    if (options.has_error()) return app::print(options.error());
    if (options->list) {
        std::fputs(list_text(scenarios).c_str(), stdout);
        return 0;
    }
    if (!can_see_marks()) {
        return complain("the demo inspects processes in /proc, which this system does not have",
                        kExitFailed);
    }
    const auto tools = find_tools(options->gopls, gopls_setting, environment);
    if (tools.has_error()) return complain(tools.error().sentence, app::kExitNotFound);
    return run(*options, scenarios, *tools, environment);
}

}  // namespace demo
