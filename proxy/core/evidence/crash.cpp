#include "core/evidence/crash.hpp"

#include <algorithm>
#include <array>

#include "core/evidence/goroutines.hpp"

namespace core {
namespace {

constexpr std::size_t kReasonBytes = 200;

struct Beginning {
    std::string_view text;
    bool is_panic;
};
/// Sources: runtime/panic.go, runtime/signal_unix.go; gopls/internal/filecache; Go's flag package.
constexpr std::array<Beginning, 13> kBeginnings{{
    {"panic: ", true},
    {"fatal error: ", true},
    {"SIGSEGV: ", true},
    {"SIGBUS: ", true},
    {"SIGILL: ", true},
    {"SIGFPE: ", true},
    {"SIGABRT: ", true},
    {"SIGQUIT: ", true},
    {"runtime: failed to create new OS thread", false},
    {"runtime/cgo: pthread_create failed", false},
    {"gopls cannot access its persistent index", false},
    {"flag provided but not defined: ", false},
    {"gopls: unknown flag: ", false},  // from v0.24 on
}};

/// Calls `f` with each line, without its line ending.
template <class F>
void for_each_line(std::string_view text, F f) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        f(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// Whether the line begins with the date of Go's log package: "2026/11/22 10:15:02 ".
bool has_date(std::string_view line) {
    constexpr std::string_view kForm = "0000/00/00 00:00:00 ";
    const auto fits = [](char sign, char c) {
        return sign == '0' ? c >= '0' && c <= '9' : c == sign;
    };
    return line.size() >= kForm.size() &&
           std::equal(kForm.begin(), kForm.end(), line.begin(), fits);
}

/// Whether this is a log line: a program that still logs has not crashed. "[Trace - 10:15:02.123
/// AM] " comes from -rpc.trace.
bool is_log_line(std::string_view line) {
    return has_date(line) || line.starts_with("[Trace - ") || line.starts_with("[Error - ");
}

/// Returns the entry that the line begins with, or null. gopls's own messages follow a date:
/// "2026/11/22 10:15:02 gopls cannot access …".
const Beginning* beginning_of(std::string_view line) {
    const std::string_view logged = has_date(line) ? line.substr(line.find(' ', 11) + 1) : line;
    for (const Beginning& beginning : kBeginnings) {
        const bool is_logged = beginning.text.starts_with("gopls ");
        if ((is_logged ? logged : line).starts_with(beginning.text)) return &beginning;
    }
    return nullptr;
}

/// Returns the resource that a line says is missing. Sources: the errors that runtime/*.go throws
/// when the system refuses a resource.
Crash::Lack lack_in(std::string_view line) {
    using Lack = Crash::Lack;
    struct Known {
        std::string_view text;
        Lack lack;
    };
    static constexpr std::array<Known, 9> kKnown{{
        {"out of memory", Lack::kMemory},
        {"cannot allocate memory", Lack::kMemory},
        {"cannot map pages", Lack::kMemory},
        {"cannot remap pages", Lack::kMemory},
        {"reserve page summary memory", Lack::kMemory},
        {"failed to allocate aligned heap memory", Lack::kMemory},
        {"newosproc", Lack::kThreads},
        {"failed to create new OS thread", Lack::kThreads},
        {"pthread_create failed", Lack::kThreads},
    }};
    // A panic message may quote any text of the program.
    if (!line.starts_with("fatal error: ") && !line.starts_with("runtime")) return Lack::kNothing;
    const auto* known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& each) {
        return line.find(each.text) != std::string_view::npos;
    });
    return known == kKnown.end() ? Lack::kNothing : known->lack;
}

/// Whether the crash was in the file cache. The panicking goroutine is printed first.
bool first_goroutine_is_in_cache(std::string_view text) {
    const GoroutineDump dump = parse_goroutines(text);
    if (dump.goroutines.empty()) return false;
    const auto& frames = dump.goroutines.front().frames;
    return std::any_of(frames.begin(), frames.end(), [](const StackFrame& frame) {
        return frame.function.find("gopls/internal/filecache.") != std::string::npos;
    });
}

/// Whether another process sent the signal: "PC=0x40e0ec m=0 sigcode=0 addr=0x6c0c" after "SIGSEGV:
/// …" is SI_USER. It hit whichever goroutine was running (runtime/signal_unix.go).
bool was_sent(std::string_view stacks) {
    const auto second = stacks.find('\n');
    if (!stacks.starts_with("SIG") || second == std::string_view::npos) return false;
    const std::string_view rest = stacks.substr(second + 1);
    return rest.substr(0, rest.find('\n')).find(" sigcode=0 ") != std::string_view::npos;
}

}  // namespace

void CrashText::add(std::string_view line) {
    constexpr std::size_t kMaxBytes = std::size_t{64} << 10;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const Beginning* beginning = beginning_of(line);
    // With GOTRACEBACK=crash each thread begins with a signal of its own; the first one counts.
    const bool goes_on = is_log_line(line) || (has_stacks_ && line.starts_with("panic: "));
    if (beginning && (text_.empty() || goes_on)) {
        text_.clear();
        has_stacks_ = false;
    } else if (text_.empty() || goes_on) {
        return text_.clear();
    }
    has_stacks_ = has_stacks_ || line.starts_with("goroutine ");
    if (text_.size() <= kMaxBytes) text_.append(line) += '\n';
}

Crash read_crash(std::string_view stderr_tail) {
    Crash crash;
    CrashText last;
    for_each_line(stderr_tail, [&](std::string_view line) { last.add(line); });
    const std::string& text = last.text();
    for_each_line(text, [&](std::string_view line) {
        const Beginning* beginning = beginning_of(line);
        if (!beginning || crash.is_panic) return;  // the first panic is the cause of the others
        crash.reason = line.substr(0, kReasonBytes);
        crash.is_panic = beginning->is_panic;
        if (crash.lack == Crash::Lack::kNothing) crash.lack = lack_in(line);
        crash.blames_cache = beginning->text.find("persistent index") != std::string_view::npos;
    });
    if (crash.is_panic) {
        const std::string_view stacks = std::string_view(text).substr(text.find(crash.reason));
        crash.was_sent = was_sent(stacks);
        crash.is_panic = !crash.was_sent && crash.lack == Crash::Lack::kNothing;
        crash.blames_cache = crash.is_panic && first_goroutine_is_in_cache(stacks);
    }
    return crash;
}

}  // namespace core
