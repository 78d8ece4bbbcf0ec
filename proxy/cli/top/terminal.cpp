#define NCURSES_NOMACROS 1
#include "cli/top/terminal.hpp"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace cli::top {
namespace {

using app::Paint;

/// The keys of a terminal send an escape character first; the rest follows at once.
constexpr int kEscapeMilliseconds = 25;

constexpr short kCyanPair = 1;
constexpr short kYellowPair = 2;
constexpr short kRedPair = 3;
constexpr short kGreenPair = 4;

attr_t attributes_of(Paint paint, bool colours) {
    const auto pair = [&](short number) {
        return colours ? static_cast<attr_t>(COLOR_PAIR(number)) : attr_t{A_NORMAL};
    };
    switch (paint) {
        case Paint::kPlain:
            return A_NORMAL;
        case Paint::kStrong:
            return A_BOLD;
        case Paint::kDim:
            return A_DIM;
        case Paint::kCyan:
            return pair(kCyanPair);
        case Paint::kYellow:
            return pair(kYellowPair);
        case Paint::kBad:
            return pair(kRedPair) | A_BOLD;
        case Paint::kGood:
            return pair(kGreenPair);
    }
    return A_NORMAL;
}

/// Opens the terminal at `fd` once more: the modes of a descriptor that is inherited belong to the
/// shell as well.
int reopen_terminal(int fd) {
    std::array<char, 256> path{};
    constexpr int kModes = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int opened = -1;
    if (::ttyname_r(fd, path.data(), path.size()) == 0) opened = ::open(path.data(), kModes);
    return opened >= 0 ? opened : ::open("/dev/tty", kModes);
}

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

NoTerminal unusable() {
    const std::string name(variable("TERM"));
    if (name.empty()) return {"the type of the terminal is not known: TERM is not set"};
    return {"a terminal of type \"" + name + "\" (TERM) has no full screen"};
}

}  // namespace

struct Terminal::State {
    SCREEN* screen = nullptr;
    FILE* input = nullptr;
    bool colours = false;

    ~State() {
        if (screen != nullptr) {
            ::endwin();
            ::delscreen(screen);
        }
        if (input != nullptr) std::fclose(input);
    }
};

Terminal::Terminal(std::unique_ptr<State> state) : state_(std::move(state)) {}

Terminal::~Terminal() = default;

boost::system::result<std::unique_ptr<Terminal>, NoTerminal> Terminal::open(bool colours) {
    auto state = std::make_unique<State>();
    const int fd = reopen_terminal(STDIN_FILENO);
    if (fd >= 0) state->input = ::fdopen(fd, "r");
    if (state->input == nullptr) return NoTerminal{"the terminal cannot be opened"};
    // Not initscr(), which ends the process if it fails.
    state->screen = ::newterm(nullptr, stdout, state->input);
    if (state->screen == nullptr) return unusable();
    ::set_term(state->screen);
    if (::tigetstr("cup") == nullptr || ::tigetstr("clear") == nullptr) {
        ::endwin();
        return unusable();
    }
    ::cbreak();
    ::noecho();
    ::nonl();
    ::keypad(stdscr, true);
    ::nodelay(stdscr, true);
    ::curs_set(0);
    ::set_escdelay(kEscapeMilliseconds);
    state->colours = colours && ::has_colors();
    if (state->colours) {
        ::start_color();
        // -1: the background of the user stays.
        const short background = ::use_default_colors() == OK ? short{-1} : short{COLOR_BLACK};
        ::init_pair(kCyanPair, COLOR_CYAN, background);
        ::init_pair(kYellowPair, COLOR_YELLOW, background);
        ::init_pair(kRedPair, COLOR_RED, background);
        ::init_pair(kGreenPair, COLOR_GREEN, background);
    }
    return std::unique_ptr<Terminal>(new Terminal(std::move(state)));
}

int Terminal::input() const {
    return ::fileno(state_->input);
}

Size Terminal::size() const {
    return {static_cast<std::size_t>(std::max(::getmaxx(stdscr), 1)),
            static_cast<std::size_t>(std::max(::getmaxy(stdscr), 1))};
}

std::optional<Key> Terminal::next_key() {
    const int code = ::wgetch(stdscr);
    if (code == ERR) return std::nullopt;
    switch (code) {
        case KEY_UP:
            return key::kUp;
        case KEY_DOWN:
            return key::kDown;
        case KEY_PPAGE:
            return key::kPageUp;
        case KEY_NPAGE:
            return key::kPageDown;
        case KEY_HOME:
            return key::kHome;
        case KEY_END:
            return key::kEnd;
        default:
            return code < 0x80 ? code : key::kOther;
    }
}

bool Terminal::is_gone() const {
    pollfd input{::fileno(state_->input), POLLIN, 0};
    if (::poll(&input, 1, 0) <= 0) return false;
    if ((input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) return true;
    // The end of a file is readable as well.
    int waiting = 0;
    return ::ioctl(input.fd, FIONREAD, &waiting) != 0 || waiting == 0;
}

void Terminal::show(const Frame& frame) {
    ::werase(stdscr);
    const Size room = size();
    for (std::size_t row = 0; row < std::min(frame.lines.size(), room.rows); ++row) {
        const Line& line = frame.lines[row];
        ::wmove(stdscr, static_cast<int>(row), 0);
        for (const Span& span : line.spans()) {
            attr_t attributes = attributes_of(span.paint, state_->colours);
            if (line.selected()) attributes |= A_REVERSE;
            ::wattrset(stdscr, static_cast<int>(attributes));
            ::waddnstr(stdscr, span.text.data(), static_cast<int>(span.text.size()));
        }
    }
    ::wattrset(stdscr, A_NORMAL);
    ::wrefresh(stdscr);
}

void Terminal::adapt() {
    winsize window{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row > 0 &&
        window.ws_col > 0) {
        ::resizeterm(window.ws_row, window.ws_col);
    }
    ::clearok(stdscr, true);
}

void Terminal::suspend() {
    ::def_prog_mode();
    ::endwin();
}

void Terminal::resume() {
    ::reset_prog_mode();
    adapt();
}

Charset set_locale() {
    if (::setlocale(LC_CTYPE, "") == nullptr) {
        std::string wanted;
        for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
            wanted = variable(name);
            if (!wanted.empty()) break;
        }
        std::transform(wanted.begin(), wanted.end(), wanted.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (wanted.ends_with("utf-8") || wanted.ends_with("utf8")) ::setlocale(LC_CTYPE, "C.UTF-8");
    }
    return std::string_view(::nl_langinfo(CODESET)) == "UTF-8" ? Charset::kUtf8 : Charset::kAscii;
}

}  // namespace cli::top
