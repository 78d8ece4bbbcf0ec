#include "doctor/facts/server_log.hpp"

#include <sys/stat.h>

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

using doctor::LoggedError;
using doctor::LogReader;
using doctor::ServerLog;
using doctor::StartStep;

namespace {

ServerLog log_of(std::string_view text) {
    LogReader reader;
    reader.add(text);
    return reader.finish();
}

int line_of_step(const ServerLog& log, StartStep step) {
    return log.steps[static_cast<std::size_t>(step)];
}

constexpr const char* kTrace =
    "[Trace - 16:11:11.763 PM] Sending request 'initialize - (1)'.\n"
    "Params: {\"processId\": null}\n\n\n"
    "[Trace - 16:11:11.766 PM] Received response 'initialize - (1)' in 2ms.\n"
    "[Trace - 16:11:12.670 PM] Sending notification 'initialized'.\n"
    "[Trace - 16:11:12.670 PM] Received request 'workspace/configuration - (2)'.\n"
    "Params: {\"type\":1,\"message\":\"Invalid settings: setting option \\\"a\\\": unexpected "
    "setting; setting option \\\"b\\\": invalid type string (want bool); setting option "
    "\\\"c\\\": this setting is deprecated, use \\\"d\\\" instead\"}\n"
    "Params: {\"type\":3,\"message\":\"2026/12/01 16:11:12 Created View (#1)\\n\"}\n"
    "Params: {\"type\":3,\"message\":\"2026/12/01 16:11:12 go/packages.Load #1\\n\"}\n"
    "Params: {\"value\":{\"kind\":\"end\",\"message\":\"Finished loading packages.\"}}\n";

}  // namespace

TEST_CASE("The steps of a start are found in a trace of gopls") {
    const ServerLog log = log_of(kTrace);
    CHECK(log.is_known);
    CHECK(log.sessions == 1);
    CHECK(line_of_step(log, StartStep::kInitialize) == 1);
    CHECK(line_of_step(log, StartStep::kInitialized) == 6);
    CHECK(line_of_step(log, StartStep::kConfiguration) == 7);
    CHECK(line_of_step(log, StartStep::kView) == 9);
    CHECK(line_of_step(log, StartStep::kPackages) == 10);
    CHECK(line_of_step(log, StartStep::kLoaded) == 11);
}

TEST_CASE("The last start counts, also if no start was answered") {
    const ServerLog log = log_of(
        "[Trace - 16:11:11.763 PM] Sending request 'initialize - (1)'.\n"
        "[Trace - 16:11:41.763 PM] Sending request 'initialize - (1)'.\n"
        "[Trace - 16:11:41.764 PM] Received request 'initialize - (1)'.\n"
        "[Trace - 16:12:11.763 PM] Sending request 'initialize - (2)'.\n");
    CHECK(log.sessions == 3);
    CHECK(line_of_step(log, StartStep::kInitialize) == 4);
}

TEST_CASE("Settings that gopls refused are found with their words") {
    const ServerLog log = log_of(kTrace);
    REQUIRE(log.settings.size() == 3);
    CHECK(log.settings[0].name == "a");
    CHECK(log.settings[0].problem == "unexpected setting");
    CHECK(log.settings[0].line == 8);
    CHECK(log.settings[1].problem == "invalid type string (want bool)");
    CHECK_FALSE(log.settings[1].deprecated);
    CHECK(log.settings[2].deprecated);
    // An editor's output channel does not quote the text.
    const ServerLog plain =
        log_of("[Error - 10:15:21 AM] Invalid settings: setting option \"hints\": invalid type\n");
    REQUIRE(plain.settings.size() == 1);
    CHECK(plain.settings[0].problem == "invalid type");
}

TEST_CASE("Only the last session of a log counts") {
    const ServerLog log = log_of(std::string(kTrace) + "panic: x\n" +
                                 "[Trace - 17:00:00.000 PM] Sending request 'initialize - (1)'.\n");
    CHECK(log.sessions == 2);
    CHECK(line_of_step(log, StartStep::kInitialize) == 13);
    CHECK(line_of_step(log, StartStep::kLoaded) == 0);
    CHECK(log.settings.empty());
    CHECK(log.errors.empty());
}

TEST_CASE("The logs of editors are known") {
    const ServerLog neovim = log_of(
        "[DEBUG][2026-01-02 10:15:21] .../lsp/rpc.lua:286\t\"rpc.send\"\t{ id = 1, method = "
        "\"initialize\", params = {} }\n"
        "[ERROR][2026-01-02 10:15:21] .../lsp/rpc.lua:734\t\"rpc\"\t\"gopls\"\t\"stderr\"\t"
        "\"2026/01/02 10:15:21 Error loading workspace: x\\n\"\n");
    CHECK(line_of_step(neovim, StartStep::kInitialize) == 1);
    REQUIRE(neovim.errors.size() == 1);
    CHECK(neovim.errors[0].kind == LoggedError::Kind::kLoad);
    CHECK(neovim.errors[0].line == 2);
    const ServerLog code = log_of(
        "[Error - 09:00:00] gopls client: couldn't create connection to server.\n"
        "Launching server using command gopls failed. Error: spawn gopls ENOENT\n");
    REQUIRE(code.errors.size() == 1);
    CHECK(code.errors[0].kind == LoggedError::Kind::kNotStarted);
    const ServerLog json =
        log_of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
    CHECK(line_of_step(json, StartStep::kInitialize) == 1);
}

TEST_CASE("The proxy's log is read by its events, of the last proxy that started") {
    const ServerLog log = log_of(
        "2026-11-22T10:15:02.123Z 1298 info started folder=\"/w\": gopls-proxy v1\n"
        "2026-11-22T10:15:02.124Z 1298 info spawn generation=1\n"
        "2026-11-22T10:15:03.000Z 1298 info initialized generation=1 after=\"9 ms\"\n"
        "2026-11-22T10:15:03.500Z 77 info loaded generation=1\n"
        "2026-11-22T10:21:40.500Z 1298 warning stall generation=1 verdict=stopped\n");
    CHECK(log.is_of_proxy);
    CHECK(line_of_step(log, StartStep::kInitialize) == 2);
    CHECK(line_of_step(log, StartStep::kInitialized) == 3);
    CHECK(line_of_step(log, StartStep::kLoaded) == 0);
    CHECK(log.has_stalled);
    CHECK(log.stall_line == 5);
}

TEST_CASE("Any bytes in pieces of any size are a log") {
    const std::string text = kTrace;
    LogReader reader;
    for (const char c : text) reader.add({&c, 1});
    const ServerLog slow = reader.finish();
    CHECK(slow.steps == log_of(text).steps);
    CHECK(slow.settings.size() == 3);
    // The last line has no end.
    CHECK(line_of_step(log_of("notification 'initialized'"), StartStep::kInitialized) == 1);
    CHECK_FALSE(log_of(std::string("\0\x01\xff\n\0\0", 6)).is_known);
    CHECK(log_of("").lines == 0);
    CHECK(log_of("setting option \"unfinished").settings.empty());
    CHECK(log_of("\\").lines == 1);
}

TEST_CASE("A line of any length is cut, and the next one is read") {
    const std::string text =
        std::string(1 << 20, 'x') + "'initialized'\n" + "Sending notification 'initialized'.\n";
    const ServerLog log = log_of(text);
    CHECK(log.lines == 2);
    CHECK(line_of_step(log, StartStep::kInitialized) == 2);
}

TEST_CASE("Only a regular file is read, and of a huge one the end") {
    const unit_test::TempFolder folder;
    CHECK_FALSE(doctor::read_server_log(folder / "missing").error.empty());
    CHECK(doctor::read_server_log(folder.path().string()).error == "it is not a file");
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    CHECK(doctor::read_server_log(folder / "fifo").error == "it is not a file");

    const std::string path = folder.write("huge", "Sending notification 'initialized'.\n");
    std::filesystem::resize_file(path, std::uintmax_t{100} << 20);
    std::ofstream(path, std::ios::app) << "\nSending notification 'initialized'.";
    const ServerLog log = doctor::read_server_log(path);
    CHECK(log.error.empty());
    CHECK(log.is_cut);
    CHECK(log.lines == 2);
    CHECK(line_of_step(log, StartStep::kInitialized) == 2);
}
