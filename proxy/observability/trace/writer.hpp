// A file format for traces: tracks, and slices, instants and counters on them.
//
// A writer only makes bytes, which the caller takes and writes. The bytes taken so far are always a
// readable file, apart from slices that have not ended yet. Texts may be any bytes. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace observability::trace {

/// Monotonic time, as of `core::Time`.
using Nanoseconds = std::chrono::nanoseconds;

struct Argument {
    std::string name;
    std::variant<std::int64_t, std::string> value;
};

/// A row of the timeline.
struct Track {
    enum class Kind { kProcess, kSlices, kCounter };
    Kind kind = Kind::kSlices;
    std::uint64_t id = 0;      ///< not 0, and unique in the file
    std::uint64_t parent = 0;  ///< 0: none
    std::string name;          ///< viewers join tracks of one parent and name
    int rank = 0;              ///< of tracks with one parent, the lowest comes first
    std::string_view unit;     ///< of a counter: "bytes", "%"
};

/// The begin of a slice, or an instant.
struct Mark {
    std::uint64_t track = 0;
    Nanoseconds at{};
    std::string name;
    std::string_view category;
    std::vector<Argument> arguments = {};
    std::uint64_t flow = 0;  ///< an arrow leads from one mark to the next one with this number
    bool ends_flow = false;
};

class Writer {
  public:
    virtual ~Writer() = default;
    /// Relates the time of the trace to the time of day.
    virtual void clock(Nanoseconds monotonic, Nanoseconds since_1970) = 0;
    /// Declares a track, before anything is on it.
    virtual void declare(const Track& track) = 0;
    /// Begins a slice. Two slices of a track are apart, or one is inside the other.
    virtual void begin(const Mark& mark) = 0;
    /// Ends the innermost open slice of the track.
    virtual void end(std::uint64_t track, Nanoseconds at) = 0;
    virtual void instant(const Mark& mark) = 0;
    virtual void counter(std::uint64_t track, Nanoseconds at, double value) = 0;
    /// Completes the file.
    virtual void finish() = 0;

    /// Returns the bytes made since the last call.
    std::string take() { return std::exchange(bytes_, {}); }

  protected:
    std::string bytes_;
};

/// Perfetto's TrackEvents, a protocol buffer. `pid` is that of the proxy.
std::unique_ptr<Writer> perfetto_writer(int pid);
/// Chrome's trace events, a JSON array with one event a line.
std::unique_ptr<Writer> chrome_writer(int pid);

}  // namespace observability::trace
