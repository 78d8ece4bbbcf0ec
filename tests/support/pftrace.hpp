// A reader of Perfetto traces that shares nothing with the proxy's writer, not even the library: it
// reads the protocol buffer byte by byte.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support {

struct PerfettoTrace {
    struct Track {
        std::uint64_t parent = 0;
        std::string name;
        int pid = 0;  ///< of a process
        bool is_counter = false;
    };
    struct Event {
        int type = 0;  ///< 1 begin, 2 end, 3 instant, 4 counter
        std::uint64_t track = 0;
        std::uint64_t at = 0;
        std::string name;
        std::string category;
        std::map<std::string, std::string> arguments;
        std::vector<std::uint64_t> flows;
        std::vector<std::uint64_t> ended_flows;
        double value = 0;
    };
    /// A begin with its end.
    struct Slice {
        std::string track;
        Event begin;
        std::optional<std::uint64_t> end;  ///< nothing: it is still open
        std::size_t depth = 0;             ///< the number of slices that it is inside of
    };

    std::map<std::uint64_t, Track> tracks;
    std::vector<Event> events;                      ///< in the order of the file
    std::map<std::uint64_t, std::uint64_t> clocks;  ///< of the first snapshot, by number
    bool is_whole = true;                           ///< false: the last packet is cut

    /// Returns the slices of the tracks with this name, by their time. Throws TestFailure if the
    /// slices of a track overlap, or if an event is on an unknown track.
    std::vector<Slice> slices(std::string_view track) const;
    /// The same for tracks whose slices may be inside each other, for all whose name begins so.
    std::vector<Slice> nested_slices(std::string_view tracks_of) const;
    std::vector<Event> instants(std::string_view track) const;
    bool has_track(std::string_view name) const;
};

/// Throws TestFailure for anything but a trace, which may be cut.
PerfettoTrace read_perfetto(std::string_view file);

}  // namespace support
