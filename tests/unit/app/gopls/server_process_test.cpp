// Tests that a server's stderr is kept within bounds, and that the start of a crash is kept in
// preference to later output.
#include "app/gopls/server_process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

namespace {

using io_test::TestLoop;

/// The stderr that remains of a shell script after its exit.
struct LastWords {
    std::string tail;
    std::string last_words;
};

LastWords after(const std::string& script) {
    TestLoop test;
    std::optional<core::ExitStatus> status;
    std::vector<char> room(1024);
    app::ServerEvents events;
    events.output = {[&] { return std::span<char>(room); }, [](std::size_t) {}, [](int) {}};
    events.stderr_bytes = [](std::string_view) {};
    events.gone = [&](core::ExitStatus s) { status = std::move(s); };
    events.ended = [](const std::vector<std::string>&) {};
    io::ChildOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", script};
    options.environment = {"PATH=/usr/bin:/bin"};
    auto process = app::ServerProcess::start(test.loop, options, "", std::move(events));
    REQUIRE(process.has_value());
    test.run_until([&] { return status.has_value(); });
    return {(*process)->stderr_tail(), (*process)->last_words()};
}

}  // namespace

TEST_CASE("stderr_tail keeps the last 200 lines and an unfinished one") {
    const LastWords all = after("i=1; while [ $i -le 200 ]; do echo $i >&2; i=$((i+1)); done");
    CHECK(all.tail.starts_with("1\n2\n"));
    CHECK(all.tail.ends_with("\n200\n"));
    const LastWords cut = after(
        "i=1; while [ $i -le 201 ]; do echo $i >&2; i=$((i+1)); done; printf begun >&2; "
        "exit 2");
    CHECK(cut.tail.starts_with("2\n3\n"));
    CHECK(cut.tail.ends_with("\n201\nbegun"));
    CHECK(cut.last_words == cut.tail);
}

TEST_CASE("stderr_tail keeps the first 2000 bytes of a line") {
    const std::string endless = "head -c 3000 /dev/zero | tr '\\0' x >&2; ";
    CHECK(after(endless + "echo >&2").tail == std::string(2000, 'x').append("\n"));
    CHECK(after(endless).tail == std::string(2000, 'x'));
}

TEST_CASE("last_words keeps the beginning of a crash despite later output") {
    const LastWords said = after(
        "echo before >&2; echo 'panic: oh' >&2; "
        "yes 'goroutine 1 [running]:' | head -c 200000 >&2; echo behind >&2; exit 2");
    CHECK(said.last_words.starts_with("panic: oh\ngoroutine 1 "));
    // The line that exceeds 64 KiB is still kept.
    constexpr std::size_t kMost = 64 << 10;
    CHECK(said.last_words.size() > kMost);
    CHECK(said.last_words.size() <= kMost + 2001);
    CHECK(said.tail.ends_with("behind\n"));
}

TEST_CASE("last_words is empty if the exit was not a crash") {
    const std::string panic = "echo 'panic: oh' >&2; ";
    for (const char* end : {"exit 2", "exit 1", "kill -ABRT $$", "kill -SEGV $$", "exit 134"}) {
        INFO(end);
        CHECK(after(panic + end).last_words == "panic: oh\n");
    }
    for (const char* end : {"exit 0", "kill -KILL $$", "kill -TERM $$", "exit 137"}) {
        INFO(end);
        CHECK(after(panic + end).last_words.empty());
    }
}

TEST_CASE("also_ended names the processes killed with the server except go commands") {
    TestLoop test;
    const unit_test::TempFolder folder;
    const std::string go = folder.write_program("go", "#!/bin/sh\nread -r never\n");
    std::optional<std::vector<std::string>> survivors;
    std::vector<char> room(1024);
    app::ServerEvents events;
    events.output = {[&] { return std::span<char>(room); }, [](std::size_t) {}, [](int) {}};
    events.stderr_bytes = [](std::string_view) {};
    events.gone = [](const core::ExitStatus&) {};
    events.ended = [&](const std::vector<std::string>& left) { survivors = left; };
    io::ChildOptions options;
    options.program = "/bin/sh";
    // The go command waits because its input never ends.
    options.arguments = {"-c", "sleep 1000 & sleep 1001 | " + go + " & wait"};
    options.environment = {"PATH=/usr/bin:/bin"};
    auto process = app::ServerProcess::start(test.loop, options, "", std::move(events));
    REQUIRE(process.has_value());
    test.run_until([&] {  // until all three run their final program
        int there = 0;
        for (const io::Process& p : io::observe_session((*process)->pid()).processes)
            if (!p.argv.empty() && (p.argv[0] == "sleep" || p.argv.back() == go)) ++there;
        return there == 3;
    });
    (*process)->end();
    test.run_until([&] { return survivors.has_value(); });
    CHECK(survivors->empty());
    const std::vector<std::string> ended = (*process)->also_ended();
    REQUIRE(ended.size() == 2);
    for (const std::string& name : ended) CHECK(name.starts_with("sleep (pid "));
}

TEST_CASE("A failed start is classified as transient or lasting") {
    TestLoop test;
    const unit_test::TempFolder folder;
    const auto fault_of = [&](const std::string& program) {
        app::ServerEvents events;
        io::ChildOptions options;
        options.program = program;
        auto process = app::ServerProcess::start(test.loop, options, "", std::move(events));
        REQUIRE(process.has_error());
        CHECK(process.error().message.find(program) != std::string::npos);
        return process.error().fault;
    };
    const std::string program = folder.write_program("gopls", "#!/bin/sh\n");
    SECTION("missing program") {
        CHECK(fault_of(folder / "nothing") == core::StartFault::kMissing);
        CHECK(fault_of(program + "/below") == core::StartFault::kMissing);
    }
    SECTION("program not executable yet") {
        std::filesystem::permissions(program, std::filesystem::perms::owner_read);
        CHECK(fault_of(program) == core::StartFault::kMissing);
    }
    SECTION("program being written") {
        std::ofstream writing(program, std::ios::app);
        CHECK(fault_of(program) == core::StartFault::kBusy);
    }
    SECTION("no descriptors left") {
        rlimit before{};
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
        // Allows exactly the number of descriptors that are open now.
        const int next = ::dup(0);
        ::close(next);
        const rlimit few{static_cast<rlim_t>(next), before.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
        const auto fault = fault_of(program);
        ::setrlimit(RLIMIT_NOFILE, &before);
        CHECK(fault == core::StartFault::kBusy);
    }
    SECTION("impossible name") {
        CHECK(fault_of("/" + std::string(5000, 'x')) == core::StartFault::kLasting);
    }
}
