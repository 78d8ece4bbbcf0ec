// Fuzz target: goroutine dumps, crashes and gopls's log lines, from any text. Parsers keep within
// their bounds, and every cause found has a sentence.
#include <algorithm>
#include <string>

#include "core/evidence/crash.hpp"
#include "core/evidence/go_cause.hpp"
#include "core/evidence/goroutines.hpp"
#include "core/evidence/stack_cause.hpp"
#include "core/workspace/server_log.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"

namespace fuzz {
namespace {

constexpr std::size_t kMaxWordBytes = 300;

void check_bounded(const core::Goroutine& goroutine) {
    check(goroutine.frames.size() <= core::kMaxFrames, "the number of frames is bounded");
    check(goroutine.state.size() <= kMaxWordBytes, "the length of a state is bounded");
    check(goroutine.created_by.size() <= kMaxWordBytes, "the length of a creator is bounded");
    for (const core::StackFrame& frame : goroutine.frames) {
        check(!frame.function.empty() && frame.function.size() <= kMaxWordBytes,
              "a function has a name of bounded length");
        check(frame.place.size() <= kMaxWordBytes, "the length of a place is bounded");
    }
}

void check_line(std::string_view text, std::size_t max_bytes, std::string_view what) {
    check(text.find('\n') == std::string_view::npos, std::string(what) + " is one line");
    check(text.size() <= max_bytes, std::string(what) + " is bounded");
}

}  // namespace

void dumps(Bytes input) {
    const std::string_view text = text_of(input);
    const core::GoroutineDump dump = core::parse_goroutines(text);
    check(dump.goroutines.size() <= core::kMaxGoroutines, "the number of goroutines is bounded");
    check(dump.left_out == 0 || dump.goroutines.size() == core::kMaxGoroutines,
          "goroutines are left out only above the limit");
    for (const core::Goroutine& goroutine : dump.goroutines) check_bounded(goroutine);

    const core::StackCause cause = core::cause_of(dump.goroutines);
    check(!core::name(cause.kind).empty() && !core::sentence(cause).empty(),
          "a cause has a name and a sentence");
    const auto known = [&](std::uint64_t id) {
        return id == 0 || std::any_of(dump.goroutines.begin(), dump.goroutines.end(),
                                      [id](const auto& goroutine) { return goroutine.id == id; });
    };
    check(known(cause.head) && known(cause.goroutine), "a cause names goroutines of the dump");
    const core::GoCause go = core::go_cause_of(dump.goroutines);
    check(!core::name(go.kind).empty() && !core::sentence(go).empty(),
          "a cause in the go command has a name and a sentence");

    const core::Crash crash = core::read_crash(text);
    check_line(crash.reason, 200, "the reason of a crash");
    check(!crash.is_panic || !crash.was_sent,
          "a crash is not both a panic and a signal from outside");
    check(crash.reason.empty() || text.find(crash.reason) != std::string_view::npos,
          "the reason of a crash is in the text");
    check_line(core::build_cache_fault(text, "/home/u/.cache/go-build"), 300,
               "a fault of the build cache");
    check(core::tells_of_load(text) == core::tells_of_load(text.substr(0, text.find('\n'))),
          "only the first line reports a load");
    check(text.find(core::go_cache_in(text)) != std::string_view::npos, "GOCACHE is in the text");
}

}  // namespace fuzz
