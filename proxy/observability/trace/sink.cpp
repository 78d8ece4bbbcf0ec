#include "observability/trace/sink.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <map>
#include <optional>
#include <utility>

#include "observability/trace/wire.hpp"

namespace observability::trace {
namespace {

using core::TraceRecord;

class TimelineSink final : public Sink {
  public:
    TimelineSink(std::unique_ptr<Writer> writer, int pid)
        : writer_(std::move(writer)), timeline_(*writer_, pid) {}

    void clock(Nanoseconds monotonic, Nanoseconds since_1970) override {
        // The same for all spans: the session reads its two clocks some time apart, and a span
        // would no longer be inside the one that it belongs to.
        if (!offset_) offset_ = since_1970 - monotonic;
        writer_->clock(monotonic, since_1970);
    }
    void add(const TraceRecord& record) override { timeline_.add(record); }
    void add(const Sample& sample) override { timeline_.add(sample); }
    void add(gopls_spans::Span span) override { timeline_.add(std::move(span), *offset_); }
    void end(Nanoseconds monotonic) override {
        timeline_.end(monotonic);
        writer_->finish();
    }
    std::string take() override { return writer_->take(); }

  private:
    std::unique_ptr<Writer> writer_;
    Timeline timeline_;
    std::optional<Nanoseconds> offset_;
};

/// Makes lines with one JSON object each.
class Lines : public Sink {
  public:
    void clock(Nanoseconds monotonic, Nanoseconds since_1970) override {
        offset_ = since_1970 - monotonic;
    }
    void end(Nanoseconds) override {}
    std::string take() override { return std::exchange(bytes_, {}); }

  protected:
    void line(const Json& object) {
        // Names of methods and paths may be any bytes.
        bytes_ += object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
    }
    Nanoseconds since_1970(Nanoseconds monotonic) const {
        constexpr Nanoseconds kMost{std::int64_t{1} << 61};  // a record may have no time, `max()`
        return std::clamp(monotonic, Nanoseconds{}, kMost) + offset_;
    }
    Nanoseconds since_1970(core::Time time) const { return since_1970(time.time_since_epoch()); }

  private:
    Nanoseconds offset_{};
    std::string bytes_;
};

/// Returns the time as in RFC 3339, in UTC, with microseconds.
std::string to_text(Nanoseconds since_1970) {
    using namespace std::chrono;
    const auto whole = floor<seconds>(since_1970);
    const std::time_t time = whole.count();
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char date[32] = "";  // years may have any number of digits
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
    char text[sizeof date + sizeof ".123456Z"];
    std::snprintf(text, sizeof text, "%s.%06dZ", date,
                  static_cast<int>(floor<microseconds>(since_1970 - whole).count()));
    return text;
}

class JsonLines final : public Lines {
  public:
    void add(const TraceRecord& record) override {
        line(timed(since_1970(record.arrived), to_json(record)));
    }
    void add(const Sample& sample) override {
        Json processes = Json::array();
        for (const Sample::Process& process : sample.processes) {
            processes.push_back({{"pid", process.pid},
                                 {"parent", process.parent},
                                 {"argv", process.argv},
                                 {"cpu_seconds", process.cpu_seconds},
                                 {"resident_bytes", process.resident_bytes}});
        }
        line(timed(since_1970(sample.at), {{"kind", "processes"},
                                           {"at_ns", sample.at.count()},
                                           {"servers", sample.servers},
                                           {"processes", std::move(processes)}}));
    }
    void add(gopls_spans::Span span) override {
        Json object = {{"kind", "gopls_span"}};
        object.update(gopls_spans::to_json({span}).front());
        line(timed(span.began, object));
    }

  private:
    static Json timed(Nanoseconds since_1970, const Json& object) {
        Json all = {{"time", to_text(since_1970)}};
        all.update(object);
        return all;
    }
};

class Inspector final : public Lines {
  public:
    void add(const TraceRecord& record) override {
        const Json id = Json::parse(record.id.view(), nullptr, false);
        if (id.is_discarded()) return;  // a text that was cut
        const std::string method(record.method.view());
        if (record.kind == TraceRecord::Kind::kCancel) {
            return message("send-notification", record.arrived,
                           {{"method", "$/cancelRequest"}, {"params", {{"id", id}}}});
        }
        if (record.kind == TraceRecord::Kind::kEvent) return;
        message("send-request", record.arrived, {{"id", id}, {"method", method}});
        if (record.kind == TraceRecord::Kind::kOpen) return;
        Json reply = {{"id", id}};
        if (record.outcome == core::Outcome::kOk || record.outcome == core::Outcome::kReissued) {
            reply["result"] = nullptr;
        } else {
            reply["error"] = {{"code", record.error_code.value_or(0)},
                              {"message", core::name(record.outcome)}};
        }
        message("receive-response", record.ended, std::move(reply));
    }
    void add(const Sample&) override {}
    void add(gopls_spans::Span) override {}
    /// A record comes with the reply to its request, but the log is in the order of the messages.
    void end(Nanoseconds) override {
        for (const auto& [at, message] : std::exchange(messages_, {})) line(message);
    }

  private:
    void message(const char* type, core::Time at, Json content) {
        Json whole = {{"jsonrpc", "2.0"}};
        whole.update(content);
        using std::chrono::milliseconds;
        const auto timestamp = std::chrono::duration_cast<milliseconds>(since_1970(at)).count();
        messages_.emplace(at, Json{{"isLSPMessage", true},
                                   {"type", type},
                                   {"message", std::move(whole)},
                                   {"timestamp", timestamp}});
    }

    std::multimap<core::Time, Json> messages_;
};

}  // namespace

std::unique_ptr<Sink> timeline_sink(std::unique_ptr<Writer> writer, int pid) {
    return std::make_unique<TimelineSink>(std::move(writer), pid);
}

std::unique_ptr<Sink> json_lines_sink() {
    return std::make_unique<JsonLines>();
}

std::unique_ptr<Sink> inspector_sink() {
    return std::make_unique<Inspector>();
}

}  // namespace observability::trace
