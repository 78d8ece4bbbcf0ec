#include "observability/otlp/exporter.hpp"

#include <algorithm>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <chrono>
#include <exception>
#include <random>
#include <utility>
#include <vector>

#include "io/timer.hpp"
#include "observability/metrics/usage.hpp"
#include "observability/otlp/delivery.hpp"
#include "observability/otlp/metrics_json.hpp"
#include "observability/otlp/resource.hpp"
#include "observability/otlp/sampling.hpp"
#include "observability/otlp/spans_json.hpp"

namespace observability::otlp {
namespace {

using namespace std::chrono_literals;
using core::Event;
using core::LogLevel;
using std::chrono::milliseconds;

/// The time for everything that is sent at the end, behind a request that is on its way.
/// `io::SideThread` waits a little longer for both.
constexpr milliseconds kLastSends = 120ms;

std::chrono::nanoseconds since_1970() {
    return std::chrono::system_clock::now().time_since_epoch();
}

std::mt19937_64 seeded() {
    std::random_device device;
    std::array<std::random_device::result_type, 8> words{};
    std::generate(words.begin(), words.end(), std::ref(device));
    std::seed_seq seeds(words.begin(), words.end());
    return std::mt19937_64(seeds);
}

Event stopped(const std::string& why) {
    return {LogLevel::kWarning, Event::kOtlp, {{"state", "stopped"}}, why};
}

/// The end of a session.
struct Last {
    std::optional<Snapshot> snapshot;
    std::vector<TracePart> parts;
};

}  // namespace

/// All that belongs to the exporter's thread.
struct Exporter::Thread : io::SideThread::LoopBody, std::enable_shared_from_this<Exporter::Thread> {
    Thread(ExporterOptions chosen, io::Mailbox::Address address, Session* asked)
        : options(std::move(chosen)),
          session_address(std::move(address)),
          session(asked),
          delivery(std::in_place,
                   Delivery::Options{
                       .settings = options.settings,
                       .version = options.version,
                       .resource =
                           resource_of(options.settings.resource, options.version,
                                       static_cast<std::uint64_t>(options.pid),
                                       boost::uuids::to_string(boost::uuids::random_generator()())),
                       .report = [this](Event event) { report(std::move(event)); },
                       .pushed_out = [this](Signal signal) { return pushed_out(signal); }}) {}

    void run() override;
    void failed(const std::string& why) override { report(stopped(why)); }

    void collect_soon() { collecting.arm(options.settings.requests.delay); }
    void collect();
    void absorb(const TracePart& part);
    void send_requests();
    void send_lines_soon() {
        if (!sending_lines.armed()) sending_lines.arm(options.settings.log_lines.delay);
    }
    void send_lines();
    void measure();
    void send_metrics(const Snapshot& snapshot, bool with_usage);
    void finish(const Last& last);

    template <class Item, class Append>
    void send_all(Signal signal, Buffer<Item>& buffer, std::size_t batch, const Levels& levels,
                  io::Timer& again, const Append& append);
    std::uint64_t pushed_out(Signal signal) const;
    /// Calls `call` in the session's loop.
    void in_session(std::function<void(Session&)> call) {
        session_address.post([call = std::move(call), asked = session] { call(*asked); });
    }
    void report(Event event) {
        in_session([event = std::move(event)](Session& told) { told.report(event); });
    }

    const ExporterOptions options;
    const io::Mailbox::Address session_address;
    Session* const session;  ///< used in the session's loop only
    const std::chrono::nanoseconds began = since_1970();

    /// Set by the session when it has woken this thread, until the thread looks.
    std::atomic<bool> records_told{false};
    std::atomic<bool> lines_told{false};

    std::mt19937_64 random = seeded();
    Sampling sampling{options.settings, [this] { return random(); }};
    Buffer<TracedRequest> requests{options.settings.requests.most};
    std::atomic<std::uint64_t> next_record{0};  ///< written here, read by the session at its end
    std::optional<Delivery> delivery;

    io::Timer collecting{loop, [this] { collect(); }};
    io::Timer sending_requests{loop, [this] { send_requests(); }};
    io::Timer sending_lines{loop, [this] { send_lines(); }};
    io::Timer measuring{loop, [this] { measure(); }};
    /// A mailbox does not keep a loop running.
    io::Timer staying{loop, [] {}};
};

void Exporter::Thread::run() {
    constexpr auto kForEver = std::chrono::hours(24 * 365);
    staying.arm(kForEver);
    loop.on_exception([this](const char* what) { failed(what); });
    if (options.settings.target(Signal::kMetrics)) measuring.arm(options.settings.metric_interval);
    loop.run();
    delivery.reset();  // here, since it may wait for a name server
}

void Exporter::Thread::collect() {
    records_told = false;
    const auto back = mailbox.address();
    const auto self = weak_from_this();
    in_session([back, self, from = next_record.load()](Session& asked) {
        back.post([self, part = asked.trace_part(from)] {
            const auto alive = self.lock();
            if (!alive) return;
            alive->absorb(part);
            if (part.recorded.next < part.end) {
                alive->collect();
            } else {
                alive->send_requests();
            }
        });
    });
}

void Exporter::Thread::absorb(const TracePart& part) {
    // The end of the session may come while a part is on its way: some records come twice.
    std::uint64_t number = part.recorded.next - part.recorded.records.size();
    if (number > next_record) delivery->lost(Signal::kTraces, number - next_record);
    for (const core::TraceRecord& record : part.recorded.records) {
        if (number++ < next_record) continue;
        if (auto request = sampling.add(record, part.since_1970 - part.monotonic)) {
            requests.add(*std::move(request));
        }
    }
    next_record = std::max<std::uint64_t>(next_record, number);
}

void Exporter::Thread::send_requests() {
    send_all(Signal::kTraces, requests, options.settings.requests.batch, kSpanLevels,
             sending_requests,
             [](Json& spans, const TracedRequest& request) { append_spans(spans, request); });
}

void Exporter::Thread::send_lines() {
    lines_told = false;
    send_all(Signal::kLogs, *options.log_lines, options.settings.log_lines.batch, kLogLevels,
             sending_lines,
             [](Json& records, const LogLine& line) { records.push_back(log_record(line)); });
}

/// Sends the items of the buffer, or puts the rest back until `again`.
template <class Item, class Append>
void Exporter::Thread::send_all(Signal signal, Buffer<Item>& buffer, std::size_t batch,
                                const Levels& levels, io::Timer& again, const Append& append) {
    if (again.armed()) return;  // the collector is away
    while (!buffer.empty()) {
        std::vector<Item> items = buffer.take(batch);
        Json list = Json::array();
        for (const Item& item : items) append(list, item);
        const auto pause = delivery->send(signal, levels, std::move(list), items.size());
        if (!pause) continue;
        buffer.put_back(std::move(items));
        return again.arm(*pause);
    }
}

std::uint64_t Exporter::Thread::pushed_out(Signal signal) const {
    switch (signal) {
        case Signal::kTraces:
            return requests.dropped();
        case Signal::kLogs:
            return options.log_lines ? options.log_lines->dropped() : 0;
        case Signal::kMetrics:
            break;
    }
    return 0;
}

void Exporter::Thread::measure() {
    const auto back = mailbox.address();
    const auto self = weak_from_this();
    in_session([back, self](Session& asked) {
        back.post([self, snapshot = asked.snapshot()] {
            if (const auto alive = self.lock()) alive->send_metrics(snapshot, true);
        });
    });
}

void Exporter::Thread::send_metrics(const Snapshot& snapshot, bool with_usage) {
    MetricsSample sample{.session = {.status = snapshot.status, .version = options.version},
                         .exported = delivery->counts(),
                         .began = began,
                         .now = since_1970()};
    if (with_usage) sample.session.gopls = metrics::usage_of(snapshot);
    const auto pause = delivery->send(Signal::kMetrics, kMetricLevels, metrics_json(sample), 1);
    // Sums are cumulative: a later snapshot contains one that was not sent.
    if (delivery->is_failing(Signal::kMetrics)) delivery->lost(Signal::kMetrics, 1);
    measuring.arm(pause.value_or(options.settings.metric_interval));
}

/// A collector that is away is not tried again: the editor waits for the end of the proxy.
void Exporter::Thread::finish(const Last& last) {
    delivery->resume(kLastSends);
    for (const TracePart& part : last.parts) absorb(part);
    const auto is_wanted = [this](Signal signal) {
        return options.settings.target(signal) && !delivery->is_failing(signal);
    };
    if (is_wanted(Signal::kTraces)) {
        sending_requests.disarm();
        send_requests();
    }
    if (is_wanted(Signal::kLogs)) {
        sending_lines.disarm();
        send_lines();
    }
    if (last.snapshot && is_wanted(Signal::kMetrics)) send_metrics(*last.snapshot, false);
}

Exporter::Exporter(io::Loop& session_loop, ExporterOptions options, Session session)
    : session_(std::move(session)), mailbox_(session_loop) {
    const Settings settings = options.settings;
    for (const Signal signal : kAllSignals) {
        if (const auto& target = settings.target(signal)) {
            session_.report({LogLevel::kInfo,
                             Event::kOtlp,
                             {{"signal", name(signal)}, {"endpoint", to_text(target->url)}}});
        }
    }
    std::string problem;
    try {
        body_ = std::make_shared<Thread>(std::move(options), mailbox_.address(), &session_);
        thread_.emplace(body_);
        if (!thread_->is_running()) problem = "the system gives it no thread";
    } catch (const std::exception& error) {  // no descriptors for a second loop
        problem = error.what();
    }
    if (!problem.empty()) {
        body_.reset();
        session_.report(stopped(problem));
        return;
    }
    if (settings.target(Signal::kTraces)) session_.record_trace(true);
    logged();
}

Exporter::~Exporter() {
    if (!body_) return;
    const auto last = std::make_shared<Last>();
    if (body_->options.settings.target(Signal::kTraces)) {
        for (std::uint64_t from = body_->next_record;;) {
            last->parts.push_back(session_.trace_part(from));
            from = last->parts.back().recorded.next;
            if (from >= last->parts.back().end) break;
        }
    }
    if (body_->options.settings.target(Signal::kMetrics)) last->snapshot = session_.snapshot();
    body_->delivery->interrupt();
    body_->mailbox.address().post([body = body_.get(), last] { body->finish(*last); });
    body_.reset();  // the thread destroys it, however long that takes
}

void Exporter::recorded(std::uint64_t next) {
    if (next == std::exchange(seen_, next) || !body_) return;
    if (!body_->options.settings.target(Signal::kTraces) || body_->records_told.exchange(true)) {
        return;
    }
    body_->mailbox.address().post([body = body_.get()] { body->collect_soon(); });
}

void Exporter::logged() {
    if (!body_ || !body_->options.log_lines || body_->lines_told.exchange(true)) return;
    body_->mailbox.address().post([body = body_.get()] { body->send_lines_soon(); });
}

}  // namespace observability::otlp
