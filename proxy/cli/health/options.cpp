#include "cli/health/options.hpp"

#include <CLI/CLI.hpp>
#include <optional>
#include <utility>

#include "app/config/values.hpp"
#include "observability/otlp/url.hpp"

namespace cli::health {
namespace {

constexpr const char* kCommand = "gopls-proxy health";
constexpr int kMostFiles = 1000;
constexpr int kMostRounds = 10'000;
constexpr double kLeastFactor = 1;

constexpr const char* kAbout =
    "Starts gopls on a folder without an editor, waits until it has loaded, sends requests round\n"
    "by round, and judges the times and the memory. For CI, cron, and comparing versions.\n"
    "It writes nothing in the folder: edits are made in memory and undone, and a save is only the\n"
    "notification of one. gopls uses your caches, as in an editor.\n";

constexpr const char* kExamples =
    "Without limits, only these fail: a workspace that does not load, a request without an\n"
    "answer, more than a tenth of errors, the end of gopls. The first round warms gopls up; it\n"
    "is not judged.\n"
    "\n"
    "Examples:\n"
    "  gopls-proxy health                                    measure the working folder\n"
    "  gopls-proxy health ~/src/app --max-load 60s --max-latency 800ms --consecutive 3\n"
    "  gopls-proxy health --saves 10 --max-heap 512MB --max-growth 20%\n"
    "  gopls-proxy health --save-baseline base.json          store a good run\n"
    "  gopls-proxy health --baseline base.json --factor 1.5  fail if it became slower\n"
    "  gopls-proxy health --junit health.xml --incidents health-failure    in CI\n"
    "  gopls-proxy health --json | jq '.requests[] | select(.kind == \"hover\").p95_ms'\n"
    "\n"
    "Exit codes:\n"
    "  0  measured, and within all limits\n"
    "  1  a limit was exceeded, or gopls does not work in this folder\n"
    "  2  invalid command line, interrupted, it could not be measured, or the results could not "
    "be\n"
    "     written";

/// Adds an option whose text `parse` turns into a value of `target`.
template <typename Target, typename Parse>
CLI::Option* add_parsed(CLI::App& line, const std::string& option, Target& target, Parse parse,
                        const std::string& name, const std::string& meaning,
                        const std::string& allowed) {
    const auto wrong = [parse, allowed](const std::string& text) {
        return parse(text) ? std::string() : "\"" + text + "\" is not " + allowed;
    };
    return line
        .add_option_function<std::string>(
            option, [&target, parse](const std::string& text) { target = *parse(text); }, meaning)
        ->type_name(name)
        ->check(CLI::Validator(wrong, "", ""));
}

template <typename Target>
void add_duration(CLI::App& line, const std::string& option, Target& target,
                  const std::string& meaning) {
    add_parsed(
        line, option, target, [](const std::string& text) { return app::parse_duration(text); },
        "DURATION", meaning, "a duration such as 800ms, 60s or 2m");
}

void add_size(CLI::App& line, const std::string& option, std::optional<std::uint64_t>& target,
              const std::string& meaning) {
    add_parsed(
        line, option, target, [](const std::string& text) { return parse_bytes(text); }, "SIZE",
        meaning, "a size such as 512MB or 64MiB");
}

std::optional<double> parse_factor(const std::string& text) {
    const auto number = parse_percent(text.ends_with('%') ? "" : text);
    return number && *number >= kLeastFactor ? number : std::nullopt;
}

void add_limits(CLI::App& line, Limits& limits) {
    add_duration(line, "--max-load", limits.load, "from the start of gopls until it has loaded");
    add_duration(line, "--max-latency", limits.latency, "a request; see --consecutive");
    app::add_number(line, "--consecutive", limits.consecutive, "N",
                    "how many requests in a row must exceed --max-latency to fail; default 3");
    add_duration(line, "--max-mean", limits.mean, "the mean of all requests");
    add_duration(line, "--max-p95", limits.p95, "the 95th percentile of all requests");
    add_size(line, "--max-heap", limits.heap_bytes, "gopls's live heap, after a collection");
    add_size(line, "--max-rss", limits.resident_bytes, "gopls's resident memory, at its peak");
    add_parsed(
        line, "--max-growth", limits.growth,
        [](const std::string& text) { return parse_growth(text); }, "SIZE|PERCENT",
        "growth of the heap from the warm-up to the end",
        "a size such as 50MB, or percent such as 20%");
    add_parsed(
        line, "--min-success", limits.success_percent,
        [](const std::string& text) { return parse_percent(text); }, "PERCENT",
        "requests that must be answered without an error; default 90%", "percent from 0 to 100");
}

/// Removes URLs from an error: a mistyped option may have one, with the secret in it.
std::string without_urls(std::string text) {
    for (std::size_t at = 0; (at = text.find("http", at)) != std::string::npos;) {
        const std::size_t end = std::min(text.find_first_of("\" \n", at), text.size());
        if (text.substr(at, end - at).find(':') == std::string::npos) {
            at = end;
            continue;
        }
        text.replace(at, end - at, "***");
        at += 3;
    }
    return text;
}

std::optional<app::Instead> wrong_webhook(const std::string& url, std::string_view source) {
    if (url.empty() || observability::otlp::parse_url(url)) return {};
    return app::usage_error(kCommand,
                            "the value of " + std::string(source) +
                                " is not a URL that begins with http:// or https:// and has no "
                                "user name (the value is a secret and not shown)");
}

}  // namespace

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> arguments,
                                                           const app::Environment& environment) {
    Options options;
    CLI::App line(kAbout, kCommand);
    line.add_option("folder", options.folder, "folder to open as the workspace")
        ->type_name("")
        ->capture_default_str();
    line.add_option("--file", options.files, "a Go file to open; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false);
    app::add_number(line, "--files", options.most_files, "N",
                    "without --file: open N files, chosen by size and imports; default 5",
                    kMostFiles);
    app::add_number(line, "--rounds", options.rounds, "N",
                    "rounds of definition, hover, references and completion; default 5",
                    kMostRounds);
    app::add_number(line, "--saves", options.saves, "N",
                    "edits and saves in these rounds, in memory; default none", kMostRounds);
    line.add_option("--settings", options.settings, "gopls's settings, a JSON object")
        ->type_name("FILE");
    add_limits(line, options.limits);
    add_duration(line, "--request-limit", options.request_limit,
                 "wait this long for each reply; default 30s");
    add_duration(line, "--time-limit", options.time_limit, "end the run after this; default 10m");
    line.add_option("--baseline", options.baseline, "compare with this stored run")
        ->type_name("FILE");
    add_parsed(line, "--factor", options.limits.baseline_factor, parse_factor, "N",
               "how many times the baseline is still good; default 1.5", "a number from 1 to 100");
    line.add_option("--save-baseline", options.save_baseline, "store this run, if it is good")
        ->type_name("FILE");
    line.add_flag("--json", options.json, "print JSON (docs/schemas/health.json)");
    line.add_option("--junit", options.junit, "write the checks as JUnit XML")->type_name("FILE");
    line.add_flag("--annotations", options.annotations,
                  "print GitHub's annotations; by default where GITHUB_ACTIONS=true");
    line.add_option("--webhook", options.webhook,
                    "post a message for Slack after a failure; better in " +
                        std::string(kWebhookVariable) + ", since it is a secret")
        ->type_name("URL");
    line.add_flag("--webhook-always", options.webhook_always, "post after a good run too");
    line.add_option("--incidents", options.incidents,
                    "save the evidence of a failure here; by default with other incidents")
        ->type_name("FOLDER");
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(arguments))) {
        if (instead->exit_code != 0) instead->text = without_urls(std::move(instead->text));
        return *std::move(instead);
    }
    if (options.folder.empty()) return app::usage_error(kCommand, "the folder's name is empty");

    const bool in_argument = !options.webhook.empty();
    if (!in_argument) options.webhook = app::value_of(environment, kWebhookVariable);
    if (auto wrong = wrong_webhook(options.webhook, in_argument ? "--webhook" : kWebhookVariable)) {
        return *std::move(wrong);
    }
    if (options.webhook_always && options.webhook.empty()) {
        return app::usage_error(
            kCommand, "--webhook-always needs --webhook or " + std::string(kWebhookVariable));
    }
    if (app::value_of(environment, "GITHUB_ACTIONS") == "true") options.annotations = true;
    return options;
}

}  // namespace cli::health
