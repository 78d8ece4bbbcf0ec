// Parser for goroutine dumps: the output of a Go program on SIGQUIT, and
// /debug/pprof/goroutine?debug=2. stack_cause.hpp interprets them for gopls. Pure, linear in the
// size of the input, and bounded for any bytes, since stderr carries other text too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// One call of a stack.
struct StackFrame {
    std::string function;  ///< with its package, without arguments: "os/exec.(*Cmd).Wait"
    std::string place;     ///< "file:line", empty if none was printed
    friend bool operator==(const StackFrame&, const StackFrame&) = default;
};

/// Source of the format: runtime/traceback.go, goroutineheader and printcreatedby1.
struct Goroutine {
    std::uint64_t id = 0;
    std::string state;          ///< as printed: "chan receive", "IO wait", "sync.Mutex.Lock", …
    std::uint32_t minutes = 0;  ///< in this state; printed from one minute on
    bool locked_to_thread = false;
    std::vector<StackFrame> frames;   ///< innermost first
    std::size_t frames_left_out = 0;  ///< in the middle, by the runtime or by kMaxFrames
    std::string created_by;           ///< function; empty for the main goroutine
    std::uint64_t creator = 0;  ///< goroutine that created it, 0 if not printed (before Go 1.21)
};

/// Each queued message of gopls is a goroutine, so a long stall has hundreds.
inline constexpr std::size_t kMaxGoroutines = 4000;
inline constexpr std::size_t kMaxFrames = 128;

struct GoroutineDump {
    std::vector<Goroutine> goroutines;  ///< in the order printed, at most kMaxGoroutines
    std::size_t left_out = 0;           ///< goroutines beyond that
};

/// Parses the goroutines in any text. It skips other text, and keeps as much of a truncated
/// goroutine as there is. The input never makes it throw.
GoroutineDump parse_goroutines(std::string_view dump);

/// Returns `text` from the first line of a SIGQUIT dump on, without other output before it. Empty
/// if there is no dump.
std::string_view stacks_in(std::string_view text);

/// Whether the name of any of its functions contains `part`.
bool any_frame(const Goroutine& goroutine, std::string_view part);

/// Whether the frame is of the Go runtime itself. A SIGQUIT dump shows such frames, the other
/// format does not.
bool is_runtime(const StackFrame& frame);

}  // namespace core
