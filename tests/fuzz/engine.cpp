// The whole engine, with a script of lines for input:
//
//     mode observe              the first line; act if there is none
//     > {"id":1,…}              the editor sends this message;   < the newest server,  <1 the first
//     >> Content-\x00           the editor sends these bytes;    << the newest server, <<1 the
//     first answer [result]           the newest server answers what it was asked;  answer1 the
//     first reply result              the editor answers what it was asked wait 5000   late 60000
//     milliseconds go by; with the engine asleep looks busy                the processes, see
//     engine_snapshots.cpp exit 2 words  killed 9  refused     the newest server's end;  exit1 …
//     the first's backlog 70000000   unread 20000000  what waits for the newest server; for the
//     editor disk go.mod   go 1.26     what is on disk stacks text   gostacks text         a dump,
//     "|" for a line end gone   signal 15          of the editor; to the proxy
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
    bool of_first = false;  ///< the word ended in 1: the first server, not the newest
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

/// With `\r`, `\n` and `\xHH` for what does not fit on a line.
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

/// What comes over time and from the system.
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
