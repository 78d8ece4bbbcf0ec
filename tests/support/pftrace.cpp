#include "support/pftrace.hpp"

#include <algorithm>
#include <cstring>

#include "support/failure.hpp"

namespace support {
namespace {

struct Field {
    std::uint64_t number = 0;
    int wire = 0;
    std::uint64_t value = 0;  ///< of a varint or a fixed one
    std::string_view bytes;   ///< of a length-delimited one
};

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return value;
    }
    return std::nullopt;
}

/// Returns nothing if the field is cut.
std::optional<Field> take_field(std::string_view& bytes) {
    const auto key = take_varint(bytes);
    if (!key) return std::nullopt;
    Field field{*key >> 3, static_cast<int>(*key & 7), 0, {}};
    std::size_t size = 0;
    switch (field.wire) {
        case 0: {
            const auto value = take_varint(bytes);
            if (!value) return std::nullopt;
            field.value = *value;
            return field;
        }
        case 1:
            size = 8;
            break;
        case 2: {
            const auto length = take_varint(bytes);
            if (!length) return std::nullopt;
            size = *length;
            break;
        }
        default:
            throw TestFailure("a field of a wire type that traces do not have");
    }
    if (bytes.size() < size) return std::nullopt;
    field.bytes = bytes.substr(0, size);
    if (field.wire == 1) std::memcpy(&field.value, field.bytes.data(), 8);
    bytes.remove_prefix(size);
    return field;
}

/// Returns the fields of a whole message.
std::vector<Field> fields_of(std::string_view message) {
    std::vector<Field> fields;
    while (!message.empty()) {
        const auto field = take_field(message);
        if (!field) throw TestFailure("a message ends in the middle of a field");
        fields.push_back(*field);
    }
    return fields;
}

void read_clocks(std::string_view message, PerfettoTrace& trace) {
    if (!trace.clocks.empty()) return;
    for (const Field& field : fields_of(message)) {
        if (field.number != 1) continue;
        std::uint64_t id = 0;
        std::uint64_t time = 0;
        for (const Field& part : fields_of(field.bytes))
            (part.number == 1 ? id : time) = part.value;
        trace.clocks[id] = time;
    }
}

void read_track(std::string_view message, PerfettoTrace& trace) {
    std::uint64_t id = 0;
    PerfettoTrace::Track track;
    for (const Field& field : fields_of(message)) {
        if (field.number == 1) id = field.value;
        if (field.number == 5) track.parent = field.value;
        if (field.number == 2) track.name = field.bytes;
        if (field.number == 8) track.is_counter = true;
        if (field.number != 3) continue;
        for (const Field& part : fields_of(field.bytes)) {
            if (part.number == 1) track.pid = static_cast<int>(part.value);
        }
    }
    if (!trace.tracks.emplace(id, track).second) throw TestFailure("a track is declared twice");
}

void read_argument(std::string_view message, PerfettoTrace::Event& event) {
    std::string name;
    std::string value;
    for (const Field& field : fields_of(message)) {
        if (field.number == 10) name = field.bytes;
        if (field.number == 6) value = field.bytes;
        if (field.number == 4) value = std::to_string(static_cast<std::int64_t>(field.value));
    }
    event.arguments[name] = value;
}

void read_event(std::string_view message, std::uint64_t at, PerfettoTrace& trace) {
    PerfettoTrace::Event event;
    event.at = at;
    for (const Field& field : fields_of(message)) {
        switch (field.number) {
            case 4:
                read_argument(field.bytes, event);
                break;
            case 9:
                event.type = static_cast<int>(field.value);
                break;
            case 11:
                event.track = field.value;
                break;
            case 22:
                event.category = field.bytes;
                break;
            case 23:
                event.name = field.bytes;
                break;
            case 44:
                std::memcpy(&event.value, &field.value, 8);
                break;
            case 47:
                event.flows.push_back(field.value);
                break;
            case 48:
                event.ended_flows.push_back(field.value);
                break;
            default:
                throw TestFailure("an event has an unknown field");
        }
    }
    if (!trace.tracks.contains(event.track)) throw TestFailure("an event is on an unknown track");
    trace.events.push_back(std::move(event));
}

void read_packet(std::string_view message, PerfettoTrace& trace) {
    std::uint64_t at = 0;
    const auto fields = fields_of(message);
    for (const Field& field : fields) {
        if (field.number == 8) at = field.value;
        if (field.number == 58 && field.value != 3) throw TestFailure("a time is not monotonic");
    }
    for (const Field& field : fields) {
        if (field.number == 6) read_clocks(field.bytes, trace);
        if (field.number == 60) read_track(field.bytes, trace);
        if (field.number == 11) read_event(field.bytes, at, trace);
    }
}

}  // namespace

PerfettoTrace read_perfetto(std::string_view file) {
    PerfettoTrace trace;
    while (!file.empty()) {
        const auto packet = take_field(file);
        if (!packet) {
            trace.is_whole = false;
            break;
        }
        if (packet->number != 1 || packet->wire != 2) throw TestFailure("this is not a trace");
        read_packet(packet->bytes, trace);
    }
    return trace;
}

std::vector<PerfettoTrace::Slice> PerfettoTrace::nested_slices(std::string_view tracks_of) const {
    std::vector<Event> sorted = events;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Event& a, const Event& b) { return a.at < b.at; });
    std::vector<Slice> found;
    std::map<std::uint64_t, std::vector<std::size_t>> open;
    for (const Event& event : sorted) {
        const std::string& name = tracks.at(event.track).name;
        if (!name.starts_with(tracks_of)) continue;
        auto& around = open[event.track];
        if (event.type == 1) {
            found.push_back({name, event, std::nullopt, around.size()});
            around.push_back(found.size() - 1);
        } else if (event.type == 2) {
            if (around.empty()) throw TestFailure("a slice ends that has not begun");
            found[around.back()].end = event.at;
            around.pop_back();
        }
    }
    return found;
}

std::vector<PerfettoTrace::Slice> PerfettoTrace::slices(std::string_view track) const {
    std::vector<Slice> found = nested_slices(track);
    std::erase_if(found, [&](const Slice& slice) { return slice.track != track; });
    for (const Slice& slice : found) {
        if (slice.depth > 0) throw TestFailure("two slices of a track overlap");
    }
    return found;
}

std::vector<PerfettoTrace::Event> PerfettoTrace::instants(std::string_view track) const {
    std::vector<Event> found;
    for (const Event& event : events) {
        if (event.type == 3 && tracks.at(event.track).name == track) found.push_back(event);
    }
    return found;
}

bool PerfettoTrace::has_track(std::string_view name) const {
    return std::any_of(tracks.begin(), tracks.end(),
                       [&](const auto& track) { return track.second.name == name; });
}

}  // namespace support
