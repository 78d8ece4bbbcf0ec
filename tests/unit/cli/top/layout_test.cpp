#include "cli/top/layout.hpp"

#include <initializer_list>

#include "support/catch.hpp"
#include "unit/cli/top/documents.hpp"
#include "unit/cli/top/utf8_locale.hpp"

using cli::top::Charset;
using cli::top::Frame;
using cli::top::Letters;
using cli::top::Line;
using cli::top::Size;
using cli::top::View;
using top_test::Answers;

namespace {

constexpr Size kSmall{80, 24};
constexpr Size kLarge{200, 50};

View view_of(const Answers& answers) {
    View view;
    view.rows = answers.sessions.rows();
    cli::top::sort(view.rows, view.order);
    view.listed = answers.sessions.listed();
    view.folders = {"/run/user/1000/gopls-proxy", "/home/me/.local/state/gopls-proxy/run"};
    return view;
}

/// Returns the lines of a frame. Checks that each fills the width.
std::vector<std::string> shown(const View& view, Size size, Charset charset = Charset::kUtf8) {
    const Letters letters(charset);
    const Frame frame = cli::top::layout(view, size, letters);
    CHECK(frame.lines.size() == size.rows);
    std::vector<std::string> lines;
    for (const Line& line : frame.lines) {
        CHECK(line.columns() == size.columns);
        CHECK(letters.plain(line.text()) == line.text());
        std::string text = line.text();
        text.erase(text.find_last_not_of(' ') + 1);
        lines.push_back(text);
    }
    return lines;
}

/// Returns the number of the first line that contains `text`, or -1.
int line_with(const std::vector<std::string>& lines, const std::string& text) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].find(text) != std::string::npos) return static_cast<int>(i);
    }
    return -1;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

Answers two_sessions() {
    Answers answers;
    for (int i = 0; i < 2; ++i) {
        answers.give(top_test::healthy(1000, "/home/me/src/lib"));
        answers.give(top_test::stuck(2000, "/home/me/src/app"));
    }
    return answers;
}

}  // namespace

TEST_CASE("At 80x24, the screen has the sessions, the worst one in detail, and the keys") {
    const Utf8Locale locale;
    const Answers answers = two_sessions();
    CHECK("\n" + joined(shown(view_of(answers), kSmall)) == R"(
gopls-proxy top  2 sessions: 1 stuck, 1 healthy                         by state
  STATE▼     EDITOR       WORKSPACE             MEM   CPU  WAIT     P99    HEAD
▶ stuck      Neovim 0.11  ~/src/app          1.8 GB    0%     2   12 ms   6.1 s
  healthy    Neovim 0.11  ~/src/lib          300 MB    0%     0   12 ms       –
── Neovim 0.11 · ~/src/app · gopls-proxy 2000 ──────────────────────────────────
gopls has not moved for 6.1 s while it works on textDocument/hover, and uses no
CPU: it is deadlocked. A fresh gopls is being prepared.
gopls     generation 1, pid 2001, ready, up 12 min
works on  textDocument/hover for 6.1 s, no sign of work for 6.0 s
standby   generation 2, pid 2002, loading, up 1.5 s
requests  2 waiting, 120 answered, 0 slow; 2 open documents
faults    1 fault, 1 replacement
incident  5.0 s ago, not over: gopls is deadlocked
p99       12 ms                                           ▃  5 min, max 12 ms
CPU       0%                                              ▁  5 min, max 0%
      ID    WAITS   GEN  REQUEST
       7    6.1 s     1  textDocument/hover
     b-8    2.0 s     –  textDocument/definition
     PID      MEM   CPU  PROCESS
    2001   1.5 GB    0%  gopls serve
    2003    40 MB    0%  └─ go serve
    2004    60 MB    0%     └─ compile serve
    2002   200 MB    0%  gopls serve
q quit  ? help  l reload  r restart  R restart clean  i incident  smcwpd sort
)");
}

TEST_CASE("At 200x50, more columns, requests beside processes, and methods") {
    const Utf8Locale locale;
    const Answers answers = two_sessions();
    const auto lines = shown(view_of(answers), kLarge);
    const auto has = [&](std::size_t line, std::initializer_list<const char*> texts) {
        for (const char* text : texts) {
            INFO(lines[line]);
            INFO(text);
            CHECK(lines[line].find(text) != std::string::npos);
        }
    };
    has(1, {"STATE▼", "EDITOR", "WORKSPACE", " PID", " GEN", " UP", "STALLS", "HEAD"});
    has(2, {"▶ stuck", "Neovim 0.11", "~/src/app", " 2000 ", "12 min", "1.8 GB", "12 ms", "6.1 s"});
    has(3, {"  healthy", "~/src/lib", " 1000 ", "300 MB"});
    has(5, {"gopls has not moved for 6.1 s", "ID    WAITS   GEN  REQUEST"});
    has(6, {"7    6.1 s     1  textDocument/hover"});
    has(7, {"gopls     generation 1, pid 2001", "b-8    2.0 s     –  textDocument/definition"});
    has(9, {"standby   generation 2", "COUNT      P50      P99      MAX  SLOW  METHOD"});
    has(10, {"120     3 ms    12 ms    20 ms     0  textDocument/hover"});
    has(13, {"p99       12 ms", "5 min, max 12 ms"});
    has(17, {"PID      MEM   CPU  PROCESS"});
    has(20, {"2004    60 MB    0%     └─ compile serve"});
    has(49, {"q quit"});
}

TEST_CASE("The screen is ASCII without a locale of UTF-8") {
    Answers answers;
    answers.give(top_test::stuck(1000, "/home/me/日本"));
    for (const std::string& line : shown(view_of(answers), kSmall, Charset::kAscii)) {
        CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
    }
}

TEST_CASE("The selected session of many is on the screen, at any size") {
    const Utf8Locale locale;
    Answers answers;
    for (int i = 0; i < 40; ++i) {
        answers.give(top_test::healthy(1000 + 10 * i, "/w/" + std::to_string(100 + i)));
    }
    View view = view_of(answers);
    for (const Size size : {kSmall, kLarge, Size{40, 10}}) {
        for (const std::size_t selected : {0U, 1U, 20U, 38U, 39U}) {
            view.selected = selected;
            const auto lines = shown(view, size);
            const int marked = line_with(lines, "▶");
            REQUIRE(marked > 0);
            CHECK(lines[static_cast<std::size_t>(marked)].find(std::to_string(100 + selected)) !=
                  std::string::npos);
        }
    }
    CHECK(line_with(shown(view, kSmall), "40/40 · Neovim") > 0);
}

TEST_CASE("Every size gets a frame of its size, with anything on it") {
    const Utf8Locale locale;
    Answers many = two_sessions();
    Answers none;
    std::vector<View> views{view_of(many), view_of(none)};
    for (View& view : std::vector<View>(views)) {
        view.help = true;
        views.push_back(view);
        view.help = false;
        view.question = "Restart gopls of ~/src/app (gopls-proxy 2000)? y/n";
        views.push_back(view);
        view.question.reset();
        view.notice = {"Cannot restart gopls of ~/src/app: the text of a document is uncertain.",
                       true};
        views.push_back(view);
    }
    for (const View& view : views) {
        for (std::size_t columns = 1; columns <= 130; columns += columns < 20 ? 1 : 11) {
            for (std::size_t rows = 1; rows <= 60; rows += rows < 16 ? 1 : 7) {
                shown(view, {columns, rows});
            }
        }
    }
}

TEST_CASE("Hostile texts neither reach the terminal nor break the layout") {
    const Utf8Locale locale;
    const std::string hostile =
        "\x1b]0;x\a\x1b[2J\n\r\xff\u202e日本\xc2\x9b" + std::string(500, 'x');
    cli::top::Json status = top_test::stuck(1000, hostile);
    status["state"] = hostile;
    status["summary"] = hostile;
    status["editor"]["name"] = hostile;
    status["active"]["phase"] = hostile;
    status["active"]["head"]["method"] = hostile;
    status["waiting"][0]["id"] = hostile;
    status["waiting"][0]["method"] = hostile;
    status["methods"][0]["method"] = hostile;
    status["last_incident"]["sentence"] = hostile;
    status["processes"][0]["argv"] = {hostile, hostile};
    Answers answers;
    answers.give(status);
    for (const Size size : {kSmall, kLarge, Size{20, 20}}) {
        for (const Charset charset : {Charset::kUtf8, Charset::kAscii}) {
            for (const std::string& line : shown(view_of(answers), size, charset)) {
                CHECK(line.find_first_of("\x1b\a\n\r\xff") == std::string::npos);
            }
        }
    }
}

TEST_CASE("Without a session the screen says how one appears, and is empty before it is known") {
    const Utf8Locale locale;
    Answers answers;
    View view = view_of(answers);
    CHECK(line_with(shown(view, kSmall), "No gopls-proxy") == -1);
    view.listed = true;
    const auto lines = shown(view, kSmall);
    CHECK(line_with(lines, "No gopls-proxy is running.") > 0);
    CHECK(line_with(lines, "/run/user/1000/gopls-proxy") > 0);
    CHECK(line_with(lines, "q quit") == 23);
}

TEST_CASE("The last line is the question, or the keys below a notice") {
    const Utf8Locale locale;
    const Answers answers = two_sessions();
    View view = view_of(answers);
    view.notice = {"A fresh gopls starts for ~/src/app, and takes over once it has loaded.", false};
    CHECK(line_with(shown(view, kSmall), "A fresh gopls starts") == 22);
    view.question = "Restart gopls of ~/src/app (gopls-proxy 2000)? y/n";
    CHECK(line_with(shown(view, kSmall), "Restart gopls") == 23);
    view.help = true;
    CHECK(line_with(shown(view, kSmall), "restart gopls with a clean cache") > 0);
}
