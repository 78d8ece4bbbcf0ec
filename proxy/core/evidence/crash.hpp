// Reads why gopls crashed from its stderr: the Go runtime's panic, a fatal error, or gopls's own
// last message. Pure.
#pragma once

#include <string>
#include <string_view>

namespace core {

struct Crash {
    /// One line: "panic: runtime error: index out of range [3] with length 2". Empty without a
    /// known message.
    std::string reason;
    /// Whether the crash was in the file cache, or gopls could not use it (docs/gopls-facts.md,
    /// "Caches").
    bool blames_cache = false;
    /// Whether the program itself failed: a panic, not a refused flag or a lack of memory or
    /// threads. The same input may cause it again.
    bool is_panic = false;
    /// The system resource that it lacked. A lack says nothing about the document it worked on.
    enum class Lack { kNothing, kMemory, kThreads };
    Lack lack = Lack::kNothing;
    /// Whether another process sent the signal, which says nothing about gopls.
    bool was_sent = false;
};

/// Collects the message of a crash: the lines of stderr from the first line of the crash on, which
/// matter more than the last lines. A panic that the program survives and only logs does not count.
class CrashText {
  public:
    /// Adds the next line, without its line ending.
    void add(std::string_view line);
    /// Returns the crash from its first line on, cut off at 64 KiB. Empty if the last lines do not
    /// belong to a crash.
    const std::string& text() const { return text_; }

  private:
    std::string text_;
    bool has_stacks_ = false;
};

/// Reads a crash. `stderr_tail` is the end of its stderr, including other text.
Crash read_crash(std::string_view stderr_tail);

}  // namespace core
