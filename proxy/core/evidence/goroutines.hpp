// A goroutine dump: what a Go program prints on SIGQUIT, and /debug/pprof/goroutine?debug=2.
// Parsed here; what it means for gopls is stack_cause.hpp's. Pure, linear in the
// input's size, and bounded whatever the bytes are: stderr carries other text too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// One call of a stack.
struct Frame {
    std::string function;  ///< with its package, without arguments: "os/exec.(*Cmd).Wait"
    std::string place;     ///< "file:line", empty if none was printed
    friend bool operator==(const Frame&, const Frame&) = default;
};

/// Source of the format: runtime/traceback.go, goroutineheader and printcreatedby1.
struct Goroutine {
    std::uint64_t id = 0;
    std::string state;          ///< as printed: "chan receive", "IO wait", "sync.Mutex.Lock", …
    std::uint32_t minutes = 0;  ///< in this state; printed from one minute on
    bool locked_to_thread = false;
    std::vector<Frame> frames;        ///< innermost first
    std::size_t frames_left_out = 0;  ///< from the middle, by the runtime or by kMaxFrames
    std::string created_by;           ///< function; empty for the main goroutine
    std::uint64_t creator = 0;  ///< goroutine that created it, 0 if not printed (before Go 1.21)
};

/// Each queued message of gopls is a goroutine, so that a long stall has hundreds.
inline constexpr std::size_t kMaxGoroutines = 4000;
inline constexpr std::size_t kMaxFrames = 128;

struct GoroutineDump {
    std::vector<Goroutine> goroutines;  ///< in the order printed, at most kMaxGoroutines
    std::size_t left_out = 0;           ///< goroutines beyond that
};

/// Finds the goroutines in any text. What is no part of a dump is skipped, what is cut is kept as
/// far as it goes. Never throws on account of the input.
GoroutineDump parse_goroutines(std::string_view dump);

/// `text` from the first line of a SIGQUIT dump on: what stands in front is something else. Empty
/// if there is none.
std::string_view stacks_in(std::string_view text);

/// One of its functions has `part` in its name.
bool any_frame(const Goroutine& goroutine, std::string_view part);

/// A frame of the Go runtime itself, which a SIGQUIT dump shows and the other format does not.
bool is_runtime(const Frame& frame);

}  // namespace core
