#include "app/gopls/drop_in.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "app/environment.hpp"
#include "lsp/envelope.hpp"
#include "lsp/frame.hpp"
#include "lsp/message.hpp"
#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

namespace {

struct Session {
    int exit_code = -1;
    std::vector<std::string> bodies;
};

/// Runs a session over files. The input is complete and then ends.
Session run(const std::string& input, const std::string& reason = "no gopls: install it") {
    const unit_test::TempFolder folder;
    const int in = ::open(folder.write("in", input).c_str(), O_RDONLY | O_CLOEXEC);
    const int out = ::open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(in >= 0);
    REQUIRE(out >= 0);
    Session session;
    session.exit_code = app::missing_gopls_session(reason, in, out);
    ::close(in);
    ::close(out);

    lsp::FrameReader reader;
    reader.append(unit_test::content_of(folder / "out"));
    for (auto frame = reader.next(); frame && *frame; frame = reader.next()) {
        session.bodies.emplace_back((*frame)->body);
    }
    CHECK(reader.buffered_bytes() == 0);
    return session;
}

/// Returns the exit code of `exec_gopls` in a child, and the child's output.
std::pair<int, std::string> run_exec(const std::string& path,
                                     const std::vector<std::string>& arguments) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(ends[1], 1);
        ::close(ends[0]);
        ::close(ends[1]);
        const app::ExecFailure failure = app::exec_gopls(path, arguments);
        if (::write(1, failure.sentence.data(), failure.sentence.size()) < 0) ::_exit(99);
        ::_exit(failure.exit_code);
    }
    ::close(ends[1]);
    std::string output;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
        output.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, output};
}

}  // namespace

TEST_CASE("exec_gopls preserves the arguments and name and exit code and raises the depth") {
    const unit_test::TempFolder folder;
    const std::string script = folder.write_program(
        "gopls", "#!/bin/sh\necho \"$0|$#|$1|$2|$GOPLS_PROXY_DEPTH\"\nexit 7\n");
    const int depth = app::depth_from(app::current_environment()) + 1;
    const auto [code, output] = run_exec(script, {"version", "-json and more"});
    CHECK(code == 7);
    CHECK(output == script + "|2|version|-json and more|" + std::to_string(depth) + "\n");
}

TEST_CASE("exec_gopls reports a failed start with a shell's exit codes") {
    const unit_test::TempFolder folder;
    const auto [missing, sentence] = run_exec(folder / "none", {});
    CHECK(missing == 127);
    CHECK(sentence == "cannot start gopls at " + folder / "none" + ": No such file or directory");
    const auto [refused, why] = run_exec(folder.write("text", ""), {});
    CHECK(refused == 126);
    CHECK(why == "cannot start gopls at " + folder / "text" + ": Permission denied");
}

TEST_CASE("missing_gopls_session tells the editor why gopls is missing and lets it shut down") {
    const Session session =
        run(lsp::request("1", "initialize", R"({"capabilities":{}})") +
            lsp::notification("initialized", "{}") +
            lsp::notification("textDocument/didOpen", R"({"textDocument":{}})") +
            lsp::request("\"x\"", "textDocument/hover", "{}") + lsp::reply("9", "null") +
            lsp::request("2", "shutdown", "") + lsp::notification("exit", "") +
            lsp::request("3", "never/read", ""));
    CHECK(session.exit_code == 127);
    REQUIRE(session.bodies.size() == 4);

    CHECK(lsp::peek(session.bodies[0]).id == "1");
    CHECK_FALSE(lsp::peek(session.bodies[0]).is_error);
    CHECK(lsp::member(session.bodies[0], "result") ==
          R"({"capabilities":{},"serverInfo":{"name":"gopls-proxy"}})");

    CHECK(lsp::peek(session.bodies[1]).method == "window/showMessage");
    CHECK(lsp::member(session.bodies[1], "params") ==
          R"({"type":1,"message":"no gopls: install it"})");

    CHECK(lsp::peek(session.bodies[2]).id == "\"x\"");
    CHECK(lsp::peek(session.bodies[2]).is_error);
    CHECK(lsp::member(session.bodies[2], "error").find("-32603") != std::string_view::npos);

    CHECK(lsp::peek(session.bodies[3]).id == "2");
    CHECK(lsp::member(session.bodies[3], "result") == "null");
}

TEST_CASE("missing_gopls_session accepts any text as the reason") {
    const Session session =
        run(lsp::request("1", "initialize", "{}"), "say \"hi\" \\ \n line \xff");
    REQUIRE(session.bodies.size() == 2);
    CHECK(lsp::member(session.bodies[1], "params").find(R"(say \"hi\" \\ \n line )") !=
          std::string_view::npos);
}

TEST_CASE("missing_gopls_session ends with its input or an invalid message") {
    struct {
        std::string why, input;
        std::size_t replies;
    } const rows[] = {
        {"empty input", "", 0},
        {"truncated frame", "Content-Length: 100\r\n\r\n{", 0},
        {"not JSON", lsp::frame("hello"), 0},
        {"a batch", lsp::frame("[]"), 0},
        {"broken framing", "hello\r\n\r\n" + lsp::request("1", "initialize", "{}"), 1},
    };
    for (const auto& row : rows) {
        INFO(row.why);
        const Session session = run(row.input);
        CHECK(session.exit_code == 127);
        REQUIRE(session.bodies.size() == row.replies);
        if (row.replies == 1) {
            CHECK(session.bodies[0].find("-32700") != std::string::npos);
        }
    }
}

TEST_CASE("missing_gopls_session ends when the editor disconnects") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::close(ends[0]);
    const unit_test::TempFolder folder;
    const std::string input = lsp::request("1", "initialize", "{}");
    const int in = ::open(folder.write("in", input).c_str(), O_RDONLY | O_CLOEXEC);
    CHECK(app::missing_gopls_session("x", in, ends[1]) == 127);
    ::close(in);
    ::close(ends[1]);
}
