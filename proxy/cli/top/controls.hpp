// The meaning of the keys: selecting, sorting, and the commands for a session. Pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/control/protocol.hpp"
#include "cli/top/order.hpp"
#include "cli/top/sessions.hpp"

namespace cli::top {

/// A key: a character of ASCII, or one of those below.
using Key = int;
namespace key {
enum : Key { kUp = 0x100, kDown, kPageUp, kPageDown, kHome, kEnd, kOther };
}

/// A command for a session. It holds the session fast: the selection may change meanwhile.
struct Request {
    app::control::Command command;
    int pid = 0;
    std::filesystem::path socket;
    std::string workspace;
};

/// What the program has to do about a key.
struct Step {
    bool quit = false;
    bool redraw_all = false;  ///< the screen was disturbed
    std::optional<Request> request;
};

/// One line for the person at the keyboard.
struct Notice {
    std::string text;
    bool bad = false;
};

class Controls {
  public:
    /// Handles a key. `rows` are in the order of the screen; `page` is how many of them it shows.
    Step press(Key key, const std::vector<const Row*>& rows, std::size_t page);

    /// Reports the answer to a request: `problem` is empty if it was carried out.
    void answered(const Request& request, const std::string& problem);

    /// Returns the index of the selected row: the first one until a key is pressed, then that of
    /// the same session. If its session has ended, the selection stays at its place in the table.
    std::size_t selected(const std::vector<const Row*>& rows);

    Order order() const { return order_; }
    bool shows_help() const { return help_; }
    /// Returns the question to be answered with `y`, or nothing.
    std::optional<std::string> question() const;
    const Notice& notice() const { return notice_; }

  private:
    void select(std::size_t index, const std::vector<const Row*>& rows);
    void sort_by(Column column);
    Step start(app::control::Command command, const Row& row);
    Step answer_question(Key key);
    Step send(const Request& request);

    Order order_;
    bool chosen_ = false;    ///< a key was pressed
    int pid_ = 0;            ///< of the selected session
    std::size_t index_ = 0;  ///< where it was
    bool help_ = false;
    std::optional<Request> asked_;  ///< waits for `y`
    Notice notice_;
};

}  // namespace cli::top
