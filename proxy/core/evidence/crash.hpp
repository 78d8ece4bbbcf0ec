// What a gopls that has ended said of it on stderr: the Go runtime's panic, a fatal error, gopls's
// own last words. Pure.
#pragma once

#include <string>
#include <string_view>

namespace core {

struct Crash {
    /// One line: "panic: runtime error: index out of range [3] with length 2"; empty if it said
    /// nothing that is known.
    std::string reason;
    /// The crash was in the file cache, or gopls could not use it (docs/gopls-facts.md, "Caches").
    bool blames_cache = false;
    /// The program itself went wrong (a panic, not a refused flag, nor a lack of memory or
    /// threads): the same input may do it again.
    bool is_panic = false;
    /// What it lacked, of what the system has for all: that says nothing of what it worked on.
    enum class Lack { kNothing, kMemory, kThreads };
    Lack lack = Lack::kNothing;
    /// A signal that another process sent: it says nothing about gopls.
    bool was_sent = false;
};

/// What a program says as it crashes: the lines of its stderr from the one on that begins the
/// crash, worth more than what comes last. A panic that it outlives, and only logs, is none.
class CrashText {
  public:
    /// The next line, without its end.
    void add(std::string_view line);
    /// The crash from its first line on, cut off at 64 KiB; empty if the last lines are of none.
    const std::string& text() const { return text_; }

  private:
    std::string text_;
    bool has_stacks_ = false;
};

/// `stderr_tail`: the end of what it wrote, other text included.
Crash read_crash(std::string_view stderr_tail);

}  // namespace core
