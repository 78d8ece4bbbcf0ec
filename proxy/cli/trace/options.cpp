#include "cli/trace/options.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include "cli/control/choose.hpp"

namespace cli::trace {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  gopls-proxy trace                        record until Ctrl-C\n"
    "  gopls-proxy trace --seconds 30 -o a.json record 30 seconds, as Chrome's JSON\n"
    "  gopls-proxy trace -o a.jsonl             a JSON object for each request and event, for jq\n"
    "  gopls-proxy trace --past --seconds 1     write what the session has recorded (trace.ring)\n"
    "\n"
    "A timeline opens at https://ui.perfetto.dev. A file has names, sizes and times, but no text "
    "of a\n"
    "message or document (docs/tracing.md).\n"
    "\n"
    "Exit codes:\n"
    "  0  the file is written\n"
    "  1  no proxy to trace, several without --pid, or the file cannot be written\n"
    "  2  invalid command line";

std::string format_of(const std::string& file) {
    if (file.ends_with(".json")) return "chrome";
    if (file.ends_with(".jsonl")) return "json-lines";
    return "perfetto";
}

const char* extension_of(Format format) {
    switch (format) {
        case Format::kPerfetto:
            return ".pftrace";
        case Format::kChrome:
            return ".json";
        case Format::kJsonLines:
            return ".jsonl";
        case Format::kInspector:
            return ".log";
    }
    return "";
}

}  // namespace

boost::system::result<Options, app::Instead> parse_options(std::vector<std::string> words) {
    Options options;
    int seconds = 0;
    std::string format;
    CLI::App line("Records what a running proxy and its gopls do, as a timeline for a viewer.\n",
                  "gopls-proxy trace");
    app::add_number(line, "--seconds", seconds, "N", "end after this time instead of at Ctrl-C",
                    86'400);
    line.add_option("-o,--output", options.file,
                    "the file; by default in this folder, with pid and time in its name")
        ->type_name("FILE");
    line.add_option("--format", format,
                    "perfetto, chrome (JSON), json-lines, or inspector (for the Language Server "
                    "Protocol Inspector); by default as the file's name")
        ->check(CLI::IsMember({"perfetto", "chrome", "json-lines", "inspector"}))
        ->type_name("FORMAT");
    app::add_number(line, "--pid", options.pid, "PID", kPidChooses);
    line.add_flag("--past", options.past,
                  "include what was recorded before, with the setting trace.ring = \"on\"");
    line.footer(kExamples);
    if (auto instead = app::parse_words(line, std::move(words))) return *std::move(instead);
    if (seconds > 0) options.length = std::chrono::seconds(seconds);
    if (format.empty()) format = format_of(options.file);
    if (format == "chrome") options.format = Format::kChrome;
    if (format == "json-lines") options.format = Format::kJsonLines;
    if (format == "inspector") options.format = Format::kInspector;
    return options;
}

std::string default_file(int pid, const std::string& time, Format format) {
    return "gopls-proxy-" + std::to_string(pid) + "-" + time + extension_of(format);
}

}  // namespace cli::trace
