#include "cli/trace/command.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "app/paths.hpp"
#include "cli/control/choose.hpp"
#include "cli/control/client.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/progress_line.hpp"
#include "cli/trace/options.hpp"
#include "cli/trace/recording.hpp"
#include "cli/trace/stop_signals.hpp"
#include "io/stderr_sink.hpp"

namespace cli {

namespace {

using namespace std::chrono_literals;
using app::control::Json;
using app::control::TraceRequest;
using observability::trace::Sink;
using trace::Recording;
using Clock = std::chrono::steady_clock;

constexpr auto kBetweenReads = 250ms;
/// gopls sends its spans every two seconds.
constexpr auto kSpanPatience = 2200ms;

int refuse(const std::string& sentence) {
    io::say("gopls-proxy trace: " + sentence);
    return 1;
}

std::string local_time() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    char text[sizeof "20261130-204438"];
    std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts);
    return text;
}

std::string seconds_since(Clock::time_point began) {
    return std::to_string(
               std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began).count()) +
           " s";
}

std::unique_ptr<Sink> sink_of(trace::Format format, int pid) {
    switch (format) {
        case trace::Format::kPerfetto:
            return observability::trace::timeline_sink(observability::trace::perfetto_writer(pid),
                                                       pid);
        case trace::Format::kChrome:
            return observability::trace::timeline_sink(observability::trace::chrome_writer(pid),
                                                       pid);
        case trace::Format::kJsonLines:
            return observability::trace::json_lines_sink();
        case trace::Format::kInspector:
            return observability::trace::inspector_sink();
    }
    return nullptr;
}

Recording::State record(Recording& recording, const trace::Options& options, int pid,
                        trace::StopSignals& signals) {
    const Clock::time_point began = Clock::now();
    ProgressLine progress;
    Recording::State state = Recording::State::kRuns;
    while (state == Recording::State::kRuns || state == Recording::State::kHangs) {
        const std::string what = state == Recording::State::kHangs
                                     ? "it does not answer"
                                     : std::to_string(recording.summary().requests()) + " requests";
        progress.show("tracing gopls-proxy " + std::to_string(pid) + ": " + seconds_since(began) +
                      ", " + what + "; Ctrl-C ends the trace");
        auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(kBetweenReads);
        if (options.length) {
            const auto left = began + *options.length - Clock::now();
            pause = std::min(pause, std::chrono::ceil<std::chrono::milliseconds>(left));
        }
        if (pause <= 0ms || signals.wait(pause)) {
            if (recording.has_spans()) {
                progress.show("waiting for gopls, which sends its spans every two seconds");
                signals.wait_again(kSpanPatience);
            }
            return recording.finish();
        }
        state = recording.step();
    }
    return state == Recording::State::kEnded ? recording.finish() : state;
}

}  // namespace

int run_trace(const std::vector<std::string>& arguments, const app::Environment& environment) {
    auto options = trace::parse_options(arguments);
    if (options.has_error()) return app::print(options.error());
    trace::StopSignals signals;
    std::error_code ignored;
    const auto session =
        choose_session(ask_all(environment, app::control::Command::kStatus), options->pid,
                       std::filesystem::current_path(ignored).string());
    if (!session) return refuse(session.error().text);
    if (!session->reply) return refuse(session->reply.error().message);
    const int pid = session->pid;

    auto connection = Connection::open(session->socket);
    if (!connection) return refuse(connection.error().message);
    const auto started = connection->ask({TraceRequest::Step::kStart, 0});
    if (!started) return refuse(started.error().message);
    const auto count = [&](const char* key) {
        return incidents::number_at(*started, key).value_or(0);
    };
    if (options->past && count("/oldest") == count("/next")) {
        io::say(
            "gopls-proxy trace: nothing was recorded before; the setting trace.ring = \"on\" "
            "does that from the start of a session");
    }
    if (options->file.empty()) {
        options->file = trace::default_file(pid, local_time(), options->format);
    }
    auto output = trace::Output::create(options->file);
    if (!output) {
        return refuse("cannot write " + options->file + ": " + output.error().message());
    }
    Recording recording(*std::move(connection), *started, options->past,
                        sink_of(options->format, pid), *std::move(output));
    const Recording::State state = record(recording, *options, pid, signals);
    if (state == Recording::State::kFailed) {
        return refuse("cannot write " + options->file + ": " + recording.problem());
    }
    std::string text;
    if (state == Recording::State::kEnded) text += "The session has ended.\n";
    if (state == Recording::State::kHangs) text += "The session does not answer.\n";
    text += recording.summary().text(recording.now());
    text += "\nWrote " + options->file + "\n";
    if (options->format == trace::Format::kPerfetto || options->format == trace::Format::kChrome) {
        text += "Open it at https://ui.perfetto.dev, which shows it without uploading it.\n";
    }
    std::fputs(text.c_str(), stdout);
    return 0;
}

}  // namespace cli
