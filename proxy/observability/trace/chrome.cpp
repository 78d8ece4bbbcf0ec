// "Trace Event Format":
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
#include <map>
#include <nlohmann/json.hpp>

#include "observability/trace/writer.hpp"

namespace observability::trace {
namespace {

using Json = nlohmann::ordered_json;

class ChromeWriter final : public Writer {
  public:
    explicit ChromeWriter(int pid) : pid_(pid) { bytes_ = "["; }

    void clock(Nanoseconds monotonic, Nanoseconds since_1970) override {
        write({{"ph", "M"},
               {"name", "gopls_proxy_clock"},
               {"args",
                {{"monotonic_ns", monotonic.count()}, {"since_1970_ns", since_1970.count()}}}});
    }

    void declare(const Track& track) override {
        if (track.kind == Track::Kind::kCounter) {
            counters_[track.id] = track.name + " (" + std::string(track.unit) + ")";
            return;
        }
        const bool is_process = track.kind == Track::Kind::kProcess;
        const std::string of = is_process ? "process" : "thread";
        Json name = {{"ph", "M"}, {"name", of + "_name"}, {"args", {{"name", track.name}}}};
        Json order = {
            {"ph", "M"}, {"name", of + "_sort_index"}, {"args", {{"sort_index", track.rank}}}};
        if (!is_process) name["tid"] = order["tid"] = track.id;
        write(std::move(name));
        write(std::move(order));
    }

    void begin(const Mark& mark) override {
        write(of_mark("B", mark));
        flow(mark);
    }

    void end(std::uint64_t track, Nanoseconds at) override {
        write({{"ph", "E"}, {"tid", track}, {"ts", microseconds(at)}});
    }

    void instant(const Mark& mark) override {
        // Arrows bind to slices only, so that an instant with one is a slice without a length.
        if (mark.flow != 0) {
            begin(mark);
            return end(mark.track, mark.at);
        }
        Json event = of_mark("i", mark);
        event["s"] = "t";
        write(std::move(event));
    }

    void counter(std::uint64_t track, Nanoseconds at, double value) override {
        write({{"ph", "C"},
               {"name", counters_[track]},
               {"ts", microseconds(at)},
               {"args", {{"value", value}}}});
    }

    void finish() override { bytes_ += "\n]\n"; }

  private:
    static double microseconds(Nanoseconds at) { return static_cast<double>(at.count()) / 1000; }

    static Json of_mark(const char* phase, const Mark& mark) {
        Json arguments = Json::object();
        for (const Argument& argument : mark.arguments) {
            std::visit([&](const auto& value) { arguments[argument.name] = value; },
                       argument.value);
        }
        return {{"ph", phase},          {"tid", mark.track}, {"ts", microseconds(mark.at)},
                {"cat", mark.category}, {"name", mark.name}, {"args", std::move(arguments)}};
    }

    void flow(const Mark& mark) {
        if (mark.flow == 0) return;
        Json event = of_mark(mark.ends_flow ? "f" : "s", mark);
        event["name"] = event["cat"] = "flow";
        event["id"] = mark.flow;
        if (mark.ends_flow) event["bp"] = "e";
        write(std::move(event));
    }

    /// Readers accept an array without its end.
    void write(Json event) {
        event["pid"] = pid_;
        if (!std::exchange(first_, false)) bytes_ += ",";
        bytes_ += "\n" + event.dump(-1, ' ', false, Json::error_handler_t::replace);
    }

    const int pid_;
    bool first_ = true;
    std::map<std::uint64_t, std::string> counters_;
};

}  // namespace

std::unique_ptr<Writer> chrome_writer(int pid) {
    return std::make_unique<ChromeWriter>(pid);
}

}  // namespace observability::trace
