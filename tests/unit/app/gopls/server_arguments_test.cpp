#include "app/gopls/server_arguments.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

TEST_CASE("strip_remote removes -remote in every spelling and reports it") {
    struct {
        Words before;
        Words after;
        std::size_t notes;
    } const rows[] = {
        {{"-remote=auto"}, {}, 1},
        {{"--remote", "auto;x", "-v"}, {"-v"}, 1},
        {{"-v", "-remote=auto", "serve", "-rpc.trace"}, {"-v", "serve", "-rpc.trace"}, 1},
        {{"-remote.debug=:1", "-v"}, {"-remote.debug=:1", "-v"}, 0},
        {{"-logfile", "-remote=auto"}, {"-logfile", "-remote=auto"}, 0},
    };
    for (const auto& row : rows) {
        INFO(joined(row.before));
        const app::Stripped stripped = app::strip_remote(row.before);
        CHECK(stripped.arguments == row.after);
        REQUIRE(stripped.notes.size() == row.notes);
        if (row.notes > 0)
            CHECK_THAT(stripped.notes[0], Catch::Matchers::StartsWith("-remote=auto"));
    }
}

TEST_CASE("standby_arguments removes addresses and files that only one gopls can use") {
    struct {
        Words before;
        Words after;
    } const rows[] = {
        {{"-debug=:6060", "-v"}, {"-v"}},
        {{"--debug", "localhost:6060"}, {}},
        {{"-debug=localhost:0"}, {"-debug=localhost:0"}},
        {{"serve", "-mcp.listen=localhost:8092", "-mode", "stdio"}, {"serve", "-mode", "stdio"}},
        {{"-listen=x:1", "-port=3"}, {}},
        {{"-profile.cpu", "/tmp/cpu", "-profile.trace=/tmp/t"}, {}},
        {{"-logfile=/tmp/log", "-rpc.trace"}, {"-logfile=/tmp/log", "-rpc.trace"}},
    };
    for (const auto& row : rows) {
        INFO(joined(row.before));
        CHECK(app::standby_arguments(row.before).arguments == row.after);
    }
}

TEST_CASE("with_own_logfile gives a later gopls its own log file") {
    struct {
        Words before;
        Words after;
    } const rows[] = {
        {{"-logfile=/tmp/log", "-v"}, {"-logfile=/tmp/log.2", "-v"}},
        {{"serve", "--logfile", "/tmp/log"}, {"serve", "--logfile", "/tmp/log.2"}},
        {{"-logfile=auto"}, {"-logfile=auto"}},
        {{"-logfile="}, {"-logfile="}},
        {{"-logfile"}, {"-logfile"}},
        {{"-remote.logfile=/tmp/log"}, {"-remote.logfile=/tmp/log"}},
    };
    for (const auto& row : rows) {
        INFO(joined(row.before));
        CHECK(app::with_own_logfile(row.before, 2) == row.after);
    }
}

TEST_CASE("with_otel sends the spans of gopls to a URL unless one is given") {
    const std::string url = "http://127.0.0.1:4318";
    CHECK(app::with_otel({"serve"}, url) == Words{"-otel=http://127.0.0.1:4318", "serve"});
    CHECK(app::with_otel({"-otel", "http://other"}, url) == Words{"-otel", "http://other"});
}

TEST_CASE("only versions that are known to have -otel get it") {
    for (const char* version : {"v0.23.0", "v0.23.0-pre.1", "v0.24.1", "v0.100.0"}) {
        CAPTURE(version);
        CHECK(app::has_otel_flag(version));
    }
    for (const char* version : {"v0.22.0", "v0.3.0", "v0.0.0-20261129080000-0123456789ab", "v1.0.0",
                                "v0.", "(devel)", ""}) {
        CAPTURE(version);
        CHECK_FALSE(app::has_otel_flag(version));
    }
}

TEST_CASE("with_debug_port requests a debug port unless one is given") {
    CHECK(app::with_debug_port({}) == Words{"-debug=127.0.0.1:0"});
    CHECK(app::with_debug_port({"serve", "-logfile", "x"}) ==
          Words{"-debug=127.0.0.1:0", "serve", "-logfile", "x"});
    CHECK(app::with_debug_port({"-debug", "localhost:6060"}) == Words{"-debug", "localhost:6060"});
    CHECK(app::with_debug_port({"serve", "--debug=:6060"}) == Words{"serve", "--debug=:6060"});
}

TEST_CASE("debug_port_in reads the port from gopls's log") {
    CHECK(app::debug_port_in("2026/01/02 03:04:05 debug server listening at "
                             "http://localhost:40123") == 40123);
    CHECK(app::debug_port_in("debug server listening at http://localhost:99999") == 0);
    CHECK(app::debug_port_in("debug server listening at http://localhost:") == 0);
    CHECK(app::debug_port_in("anything else") == 0);
}
