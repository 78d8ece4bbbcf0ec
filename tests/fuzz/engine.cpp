// Fuzz target: the whole engine. The input is a script, one event per line.
//
//   mode observe     First line only: the mode, off or observe. Without it the mode is act.
//   > {"id":1,…}     The editor sends this message.
//   >> Content-\x00  The editor sends these bytes; \r, \n and \xHH are escapes.
//   < {"id":1,…}     The server sends this message.
//   << Content-\x00  The server sends these bytes.
//   answer [RESULT]  The server answers every request that it has not answered.
//   reply [RESULT]   The editor answers every request that it has not answered.
//   wait 5000        So many milliseconds pass; the engine is woken when it asks for it.
//   late 60000       So many milliseconds pass; the engine is woken only at their end.
//   looks busy       The state of the processes from now on: a word of engine_snapshots.cpp.
//   exit 2 WORDS     The server exits with this code; WORDS is its final stderr.
//   killed 9         This signal ends the server.
//   refused          The server cannot be started.
//   backlog 70000000 So many bytes wait to be written to the server.
//   unread 20000000  So many bytes wait to be written to the editor.
//   disk go.mod      This file changes on disk.
//   go 1.26          The go command that gopls finds is now this one.
//   stacks TEXT      The server dumps these goroutine stacks.
//   gostacks TEXT    The server's go command dumps these goroutine stacks.
//   gone             The editor closes its connection.
//   signal 15        The proxy receives this signal.
//
// "The server" is the newest one. A 1 after the first word, as in `<1`, `answer1` or `exit1`, makes
// it the first one. In WORDS and TEXT, "|" stands for a line end.
#include <charconv>
#include <string>

#include "fuzz/engine_world.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"
#include "lsp/message.hpp"

namespace fuzz {
namespace {

constexpr int kMaxLines = 300;
constexpr long kLongestWaitMs = 3'600'000;

struct Line {
    std::string_view word;
    bool of_first = false;  ///< the word ends in 1: use the first server, not the newest
    std::string_view rest;
};

Line line_of(std::string_view text) {
    const auto blank = text.find(' ');
    Line line{text.substr(0, blank), false, {}};
    if (blank != std::string_view::npos) line.rest = text.substr(blank + 1);
    line.of_first = line.word.ends_with('1');
    if (line.of_first) line.word.remove_suffix(1);
    return line;
}

long number_in(std::string_view text, long largest) {
    long value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value < 0 ? 0 : value > largest ? largest : value;
}

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Returns the bytes of `text` with the escapes `\r`, `\n` and `\xHH` replaced.
std::string unescaped(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view next = text.substr(i, 4);
        if (next.starts_with("\\r") || next.starts_with("\\n")) {
            bytes += next[1] == 'r' ? '\r' : '\n';
            ++i;
        } else if (next.size() == 4 && next.starts_with("\\x") && digit(next[2]) >= 0 &&
                   digit(next[3]) >= 0) {
            bytes += static_cast<char>(digit(next[2]) * 16 + digit(next[3]));
            i += 3;
        } else {
            bytes += text[i];
        }
    }
    return bytes;
}

std::string with_line_ends(std::string_view text) {
    std::string lines(text);
    for (char& c : lines) c = c == '|' ? '\n' : c;
    return lines;
}

/// Plays the events of time and of the system.
void from_outside(EngineWorld& world, const Line& line, core::Generation server) {
    const auto number = [&](long largest) { return number_in(line.rest, largest); };
    const auto bytes = [&] { return static_cast<std::size_t>(number(1'000'000'000)); };
    if (line.word == "wait") return world.passes(std::chrono::milliseconds(number(kLongestWaitMs)));
    if (line.word == "late") {
        return world.is_late_by(std::chrono::milliseconds(number(kLongestWaitMs)));
    }
    if (line.word == "looks") return world.looks(line.rest);
    if (line.word == "exit") {
        const auto words = line.rest.substr(std::min(line.rest.find(' '), line.rest.size()));
        return world.server_exits(server,
                                  {static_cast<int>(number(255)), 0, with_line_ends(words)});
    }
    if (line.word == "killed") {
        return world.server_exits(server, {0, static_cast<int>(number(64)), {}});
    }
    if (line.word == "refused") return world.cannot_start(server);
    if (line.word == "backlog") return world.server_backlog(server, bytes());
    if (line.word == "unread") return world.editor_backlog(bytes());
    if (line.word == "disk") {
        return world.changes_on_disk(line.rest, core::FileChange::kChanged);
    }
    if (line.word == "go") return world.go_is(line.rest);
    if (line.word == "stacks" || line.word == "gostacks") {
        return world.dumps(server, with_line_ends(line.rest), line.word == "gostacks");
    }
    if (line.word == "gone") return world.editor_goes();
    if (line.word == "signal") return world.gets_signal(static_cast<int>(number(64)));
}

void play(EngineWorld& world, const Line& line) {
    const core::Generation server = line.of_first ? 1 : world.newest();
    if (line.word == ">") return world.editor_sends(lsp::frame(line.rest));
    if (line.word == ">>") return world.editor_sends(unescaped(line.rest));
    if (line.word == "<") return world.server_sends(server, lsp::frame(line.rest));
    if (line.word == "<<") return world.server_sends(server, unescaped(line.rest));
    if (line.word == "answer") return world.server_answers(server, line.rest);
    if (line.word == "reply") return world.editor_answers(line.rest.empty() ? "null" : line.rest);
    from_outside(world, line, server);
}

core::Mode mode_in(std::string_view script) {
    const std::string_view first = take_line(script);
    return first == "mode off"       ? core::Mode::kOff
           : first == "mode observe" ? core::Mode::kObserve
                                     : core::Mode::kAct;
}

}  // namespace

void engine(Bytes input) {
    std::string_view script = text_of(input);
    EngineWorld world(mode_in(script));
    for (int lines = 0; lines < kMaxLines && !script.empty() && !world.over(); ++lines) {
        play(world, line_of(take_line(script)));
    }
}

}  // namespace fuzz
