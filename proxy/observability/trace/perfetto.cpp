// Numbers of fields and enumerators: protos/perfetto/trace of https://github.com/google/perfetto.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <protozero/pbf_writer.hpp>

#include "observability/trace/writer.hpp"

namespace observability::trace {
namespace {

using protozero::pbf_writer;

constexpr std::uint32_t kRealtimeClock = 1;
constexpr std::uint32_t kMonotonicClock = 3;
constexpr std::uint32_t kSequence = 1;
constexpr int kExplicitOrder = 3;

enum class EventType { kBegin = 1, kEnd = 2, kInstant = 3, kCounter = 4 };

/// Returns the text with U+FFFD for invalid UTF-8.
std::string utf8(std::string_view text) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return std::string(text);
    using nlohmann::json;
    const std::string quoted = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    return json::parse(quoted).get<std::string>();
}

class PerfettoWriter final : public Writer {
  public:
    explicit PerfettoWriter(int pid) : pid_(pid) {}

    void clock(Nanoseconds monotonic, Nanoseconds since_1970) override {
        std::string snapshot;
        pbf_writer fields(snapshot);
        add_clock(fields, kMonotonicClock, monotonic);
        add_clock(fields, kRealtimeClock, since_1970);
        fields.add_uint32(2, kMonotonicClock);  // primary_trace_clock
        packet(monotonic, 6, snapshot);
    }

    void declare(const Track& track) override {
        std::string descriptor;
        pbf_writer fields(descriptor);
        fields.add_uint64(1, track.id);
        if (track.parent != 0) fields.add_uint64(5, track.parent);
        fields.add_string(2, utf8(track.name));
        switch (track.kind) {
            case Track::Kind::kProcess: {
                std::string process;
                pbf_writer of_process(process);
                of_process.add_int32(1, pid_);
                of_process.add_string(6, utf8(track.name));
                fields.add_message(3, process);
                break;
            }
            case Track::Kind::kCounter: {
                std::string counter;
                pbf_writer of_counter(counter);
                if (track.unit == "bytes") {
                    of_counter.add_enum(3, 3);  // UNIT_SIZE_BYTES
                } else {
                    of_counter.add_string(6, std::string(track.unit));
                }
                fields.add_message(8, counter);
                break;
            }
            case Track::Kind::kSlices:
                break;
        }
        fields.add_enum(11, kExplicitOrder);
        fields.add_int32(12, track.rank);
        packet(Nanoseconds(), 60, descriptor);
    }

    void begin(const Mark& mark) override { event(EventType::kBegin, mark); }
    void instant(const Mark& mark) override { event(EventType::kInstant, mark); }

    void end(std::uint64_t track, Nanoseconds at) override {
        std::string event;
        of_track(event, EventType::kEnd, track);
        packet(at, 11, event);
    }

    void counter(std::uint64_t track, Nanoseconds at, double value) override {
        std::string event;
        pbf_writer fields = of_track(event, EventType::kCounter, track);
        fields.add_double(44, value);
        packet(at, 11, event);
    }

    void finish() override {}

  private:
    static void add_clock(pbf_writer& snapshot, std::uint32_t id, Nanoseconds time) {
        std::string clock;
        pbf_writer fields(clock);
        fields.add_uint32(1, id);
        fields.add_uint64(2, static_cast<std::uint64_t>(time.count()));
        snapshot.add_message(1, clock);
    }

    static pbf_writer of_track(std::string& event, EventType type, std::uint64_t track) {
        pbf_writer fields(event);
        fields.add_enum(9, static_cast<int>(type));
        fields.add_uint64(11, track);
        return fields;
    }

    void event(EventType type, const Mark& mark) {
        std::string event;
        pbf_writer fields = of_track(event, type, mark.track);
        fields.add_string(22, utf8(mark.category));
        fields.add_string(23, utf8(mark.name));
        for (const Argument& argument : mark.arguments) {
            std::string annotation;
            pbf_writer of_argument(annotation);
            of_argument.add_string(10, utf8(argument.name));
            if (const auto* number = std::get_if<std::int64_t>(&argument.value)) {
                of_argument.add_int64(4, *number);
            } else {
                of_argument.add_string(6, utf8(std::get<std::string>(argument.value)));
            }
            fields.add_message(4, annotation);
        }
        if (mark.flow != 0) fields.add_fixed64(mark.ends_flow ? 48 : 47, mark.flow);
        packet(mark.at, 11, event);
    }

    /// Appends a whole packet with one field, so that a file that is cut loses one packet at most.
    void packet(Nanoseconds at, protozero::pbf_tag_type tag, const std::string& content) {
        std::string packet;
        pbf_writer fields(packet);
        if (at.count() > 0) {
            fields.add_uint64(8, static_cast<std::uint64_t>(at.count()));
            fields.add_uint32(58, kMonotonicClock);
        }
        fields.add_uint32(10, kSequence);
        fields.add_message(tag, content);
        pbf_writer(bytes_).add_message(1, packet);
    }

    const int pid_;
};

}  // namespace

std::unique_ptr<Writer> perfetto_writer(int pid) {
    return std::make_unique<PerfettoWriter>(pid);
}

}  // namespace observability::trace
