#include "cli/doctor/command.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include "app/gopls/find_gopls.hpp"
#include "app/incidents/document.hpp"
#include "app/paint.hpp"
#include "app/paths.hpp"
#include "cli/doctor/interruption.hpp"
#include "cli/doctor/options.hpp"
#include "cli/doctor/price.hpp"
#include "cli/doctor/processes.hpp"
#include "cli/doctor/report.hpp"
#include "cli/doctor/repro.hpp"
#include "cli/doctor/shown.hpp"
#include "cli/incidents/reading.hpp"
#include "doctor/examine.hpp"
#include "io/stderr_sink.hpp"

namespace cli {
namespace {

/// Prints now: the next command may take minutes.
void print_now(const std::string& text, std::FILE* file) {
    std::fputs(text.c_str(), file);
    std::fflush(file);
}

/// Returns the absolute path of the log; empty if none is to be read.
std::string log_to_read(const doctor::Options& options, const app::Configured& configured,
                        const app::Environment& environment) {
    if (!options.log) return {};
    std::string file = app::expand_home(options.log_file, environment);
    if (file.empty()) {
        const auto own = app::log_file(configured.log_file, app::state_folder(environment));
        if (own.has_value()) file = own->string();
    }
    std::error_code failure;
    const auto absolute = std::filesystem::absolute(file, failure);
    return failure ? file : absolute.lexically_normal().string();
}

int say_interrupted() {
    io::say("gopls-proxy doctor: interrupted; what it had started is ended");
    return app::kExitUsage;
}

}  // namespace

int run_doctor(const std::vector<std::string>& arguments, const app::Configured& configured,
               const app::Environment& environment) {
    const auto options = doctor::parse_options(arguments);
    if (options.has_error()) return app::print(options.error());
    if (!options->repro.empty()) {
        const std::string trouble = doctor::trouble_with_target(*options);
        if (!trouble.empty()) {
            return app::print(app::usage_error("gopls-proxy doctor", doctor::shown(trouble)));
        }
    }
    std::optional<doctor::Interruption> interruption(std::in_place);
    const auto keep_going = [&] { return !interruption->came(); };
    ::doctor::Question question{
        .folder = options->folder,
        .search = app::search_of(configured),
        .environment = environment,
        .program_limit = std::chrono::seconds(options->time_limit_seconds),
        .log = log_to_read(*options, configured, environment),
        .load_limit = std::chrono::seconds(options->load_limit_seconds),
        .deep = options->deep,
        .load = options->load,
        .build = options->build,
        .network = options->network,
        .read_processes = [environment] { return doctor::read_processes(environment); },
        .keep_going = keep_going};
    auto facts = ::doctor::gather(question);
    if (interruption->came()) return say_interrupted();
    if (facts.has_error()) {
        io::say("gopls-proxy doctor: " + incidents::printable(facts.error().sentence));
        return app::kExitUsage;
    }
    if (!options->repro.empty()) {
        // It takes the signals itself, and writes what it has by then.
        interruption.reset();
        question.keep_going = {};
        return doctor::write_repro(*options, question, *facts);
    }
    doctor::Style style;
    const app::PathResult home = app::home_folder(environment);
    if (home.has_value()) style.home = home->string();
    // JSON on stdout, and progress on stderr beside it.
    std::FILE* const progress = options->json ? stderr : stdout;
    style.colours = app::wants_colours(options->json ? STDERR_FILENO : STDOUT_FILENO, environment);

    std::vector<::doctor::Mended> mended;
    if (options->fix) {
        mended = ::doctor::mend(
            question, *facts,
            {[&](const auto& finding) { print_now(doctor::fix_text(finding, style), progress); },
             [&](const auto& one) { print_now(doctor::mended_text(one, style), progress); }});
        if (!mended.empty() && !options->json) std::fputs("\n", stdout);
    }
    if (options->price) {
        facts->prices = doctor::measure_prices(
            *facts, [&](const std::string& name) { print_now("measuring " + name + "\n", stderr); },
            keep_going);
    }
    if (interruption->came()) return say_interrupted();
    const ::doctor::Findings findings = ::doctor::findings_of(*facts);
    if (options->json) {
        const auto json = doctor::report_json(*facts, findings, options->fix ? &mended : nullptr);
        std::fputs(app::incidents::text_of(json).c_str(), stdout);
    } else {
        std::fputs(doctor::report_text(*facts, findings, style).c_str(), stdout);
    }
    return doctor::exit_code_of(findings);
}

}  // namespace cli
