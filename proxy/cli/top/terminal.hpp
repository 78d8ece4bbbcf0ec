// The terminal as a full screen, by ncurses. The only part that knows ncurses.
//
// One at a time. Not for several threads.
#pragma once

#include <boost/system/result.hpp>
#include <memory>
#include <optional>
#include <string>

#include "app/result.hpp"
#include "cli/top/controls.hpp"
#include "cli/top/frame.hpp"

namespace cli::top {

using app::throw_exception_from_error;

/// Why there is no full screen: a sentence.
struct NoTerminal {
    std::string sentence;
};

class Terminal {
  public:
    /// Takes over the terminal of standard input and output, which the destructor restores. Sets
    /// handlers of signals, over which the caller may set its own.
    static boost::system::result<std::unique_ptr<Terminal>, NoTerminal> open(bool colours);
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// Returns the descriptor that becomes readable with a key. It does not block.
    int input() const;
    Size size() const;
    /// Returns the next key, or nothing if there is none now.
    std::optional<Key> next_key();
    /// Returns true once the terminal is closed: no key will come.
    bool is_gone() const;

    /// Shows a frame of `size()`.
    void show(const Frame& frame);
    /// Makes the next `show` draw everything, in the present size of the terminal.
    void adapt();
    /// Restores the terminal until `resume`, for a shell.
    void suspend();
    void resume();

  private:
    struct State;
    explicit Terminal(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Sets the locale of characters (LC_CTYPE) to that of the environment, and returns its character
/// set. For a UTF-8 locale that this machine does not have, as ssh may bring it along, C.UTF-8.
Charset set_locale();

}  // namespace cli::top
