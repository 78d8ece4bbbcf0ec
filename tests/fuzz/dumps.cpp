// Goroutine dumps, crashes and gopls's log lines, out of any text: parsed within bounds, and what
// is made of them is a sentence.
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
    check(goroutine.frames.size() <= core::kMaxFrames, "frames are bounded");
    check(goroutine.state.size() <= kMaxWordBytes, "a state is bounded");
    check(goroutine.created_by.size() <= kMaxWordBytes, "a creator is bounded");
    for (const core::Frame& frame : goroutine.frames) {
        check(!frame.function.empty() && frame.function.size() <= kMaxWordBytes, "a function");
        check(frame.place.size() <= kMaxWordBytes, "a place is bounded");
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
    check(dump.goroutines.size() <= core::kMaxGoroutines, "goroutines are bounded");
    check(dump.left_out == 0 || dump.goroutines.size() == core::kMaxGoroutines, "none is left out");
    for (const core::Goroutine& goroutine : dump.goroutines) check_bounded(goroutine);

    const core::StackCause cause = core::cause_of(dump.goroutines);
    check(!core::name(cause.kind).empty() && !core::sentence(cause).empty(), "a cause is told");
    const auto known = [&](std::uint64_t id) {
        return id == 0 || std::any_of(dump.goroutines.begin(), dump.goroutines.end(),
                                      [id](const auto& goroutine) { return goroutine.id == id; });
    };
    check(known(cause.head) && known(cause.goroutine), "a cause names goroutines of the dump");
    const core::GoCause go = core::go_cause_of(dump.goroutines);
    check(!core::name(go.kind).empty() && !core::sentence(go).empty(), "a go cause is told");

    const core::Crash crash = core::read_crash(text);
    check_line(crash.reason, 200, "the reason of a crash");
    check(!crash.is_panic || !crash.was_sent, "a signal from outside is no panic");
    check(crash.reason.empty() || text.find(crash.reason) != std::string_view::npos,
          "a reason was said");
    check_line(core::build_cache_fault(text, "/home/u/.cache/go-build"), 300, "a fault");
    check(core::tells_of_load(text) == core::tells_of_load(text.substr(0, text.find('\n'))),
          "a load is told in the first line");
    check(text.find(core::go_cache_in(text)) != std::string_view::npos, "GOCACHE was named");
}

}  // namespace fuzz
