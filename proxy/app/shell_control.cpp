// The shell's part in the control socket, the dashboard and the metrics: snapshots and commands.
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "app/build_info.hpp"
#include "app/control/processes.hpp"
#include "app/incidents/id.hpp"
#include "app/incidents/summary.hpp"
#include "app/shell.hpp"
#include "observability/metrics/file_name.hpp"

namespace app {
namespace {

/// Records in one reply: copying them takes the session's loop some microseconds.
constexpr std::size_t kTraceRecords = 512;
/// Incidents that the dashboard lists.
constexpr std::size_t kShownIncidents = 20;

/// Returns the time as in RFC 3339, in UTC.
std::string timestamp(std::time_t time) {
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[sizeof "2026-11-30T20:44:38Z"];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

}  // namespace

void Shell::open_gopls_spans() {
    if (!options_.configured.traces_gopls) return;
    gopls_spans_ = std::make_shared<observability::gopls_spans::Store>();
    spans_receiver_ = std::make_unique<observability::gopls_spans::Receiver>(gopls_spans_);
    if (spans_receiver_->problem().empty()) return;
    log_.warn("gopls's own work is not traced: " + spans_receiver_->problem());
    spans_receiver_.reset();
    gopls_spans_.reset();
}

void Shell::open_control_socket() {
    if (options_.control_folders.empty()) return;
    about_ = {{"proxy",
               {{"pid", ::getpid()},
                {"version", version_number()},
                {"started", timestamp(std::time(nullptr))},
                {"gopls", options_.gopls}}}};
    control_ = std::make_unique<control::Server>(loop_, options_.control_folders, about_,
                                                 observed_session());
}

observability::Session Shell::observed_session() {
    return {[this] { return snapshot(); },
            [this](core::ProxyCommand command, std::function<void(control::Done)> done) {
                execute(command, std::move(done));
            },
            [this](bool on) { on ? engine_.trace().start() : engine_.trace().stop(); },
            [this](std::uint64_t from) { return trace_part(engine_.trace(), from, kTraceRecords); },
            [this](std::uint64_t from) {
                return trace_part(engine_.history().records(), from, core::History::kRecords);
            },
            [this](const observability::DashboardRequest& request,
                   std::function<void(control::Done)> done) {
                open_dashboard(request, std::move(done));
            },
            gopls_spans_,
            [this](const core::Event& event) { log_.write(event); }};
}

void Shell::open_dashboard(const observability::DashboardRequest& request,
                           std::function<void(control::Done)> done) {
    if (exit_code_) return done({"the session has ended", {}});
    if (!dashboard_ || dashboard_->has_closed()) {
        const incidents::Store store(options_.state_folder + "/incidents");
        dashboard_ = std::make_unique<observability::web::Dashboard>(
            loop_,
            observability::web::Sources{
                .about = about_,
                .pid = ::getpid(),
                .processes = control::processes_of,
                .incidents =
                    [store] { return incidents::newest_of(store, ::getpid(), kShownIncidents); },
                .incident = [store](const std::string& id) -> control::Json {
                    if (!incidents::is_id(id)) return nullptr;
                    control::Json document = incidents::document_of(store, id);
                    return document.empty() ? control::Json() : document;
                }},
            observed_session());
    }
    dashboard_->open(request, std::move(done));
}

std::vector<int> Shell::leaders() const {
    std::vector<int> pids;
    for (const auto* servers : {&servers_, &ending_}) {
        for (const auto& [generation, slot] : *servers) {
            if (slot.process) pids.push_back(slot.process->pid());
        }
    }
    return pids;
}

control::Snapshot Shell::snapshot() const {
    control::Snapshot result{engine_.status(now()), leaders(), 0, metrics_address_};
    if (result.status.active) {
        const auto slot = servers_.find(result.status.active->generation);
        if (slot != servers_.end() && slot->second.process) {
            result.active_leader = slot->second.process->pid();
        }
    }
    return result;
}

control::TracePart Shell::trace_part(const core::Trace& trace, std::uint64_t from,
                                     std::size_t most) {
    return {trace.read(from, most),
            engine_.open_requests(),
            trace.oldest(),
            trace.next(),
            now().time_since_epoch(),
            std::chrono::system_clock::now().time_since_epoch(),
            leaders()};
}

void Shell::open_metrics() {
    namespace metrics = observability::metrics;
    const Configured& configured = options_.configured;
    const int pid = ::getpid();
    metrics::ExporterOptions options{.file = configured.metrics_file.empty()
                                                 ? std::string()
                                                 : metrics::file_of(configured.metrics_file, pid),
                                     .interval = configured.metrics_interval,
                                     .address = metrics::parse_address(configured.metrics_address),
                                     .version = version_number(),
                                     .pid = pid};
    if (options.file.empty() && !options.address) return;
    metrics_ = std::make_unique<metrics::Exporter>(
        loop_, std::move(options),
        metrics::ExportedSession{
            [this] { return snapshot(); },
            [this](const std::string& address) {
                metrics_address_ = address;
                log_.write({core::LogLevel::kInfo, core::Event::kMetrics, {{"address", address}}});
            },
            [this](const std::string& sentence) { log_.warn(sentence); }});
}

void Shell::open_otlp() {
    namespace otlp = observability::otlp;
    if (!options_.otlp.is_on()) return;
    otlp_ = std::make_unique<otlp::Exporter>(
        loop_,
        otlp::ExporterOptions{options_.otlp, version_number(), ::getpid(), options_.log_lines},
        observed_session());
    if (!options_.log_lines) return;
    log_.copy_to([this](const core::Event& event) {
        options_.log_lines->add({event, std::chrono::system_clock::now().time_since_epoch()});
        if (otlp_) otlp_->logged();
    });
}

void Shell::execute(core::ProxyCommand command, std::function<void(control::Done)> done) {
    if (exit_code_) return done({"the session has ended", {}});
    const std::uint64_t token = ++newest_command_;
    commands_[token] = std::move(done);
    turn(&core::Engine::control, token, command);
}

void Shell::apply(core::effect::CommandDone& effect) {
    const auto found = commands_.find(effect.token);
    if (found == commands_.end()) return;
    found->second({std::move(effect.problem), std::move(effect.result)});
    commands_.erase(found);
}

}  // namespace app
