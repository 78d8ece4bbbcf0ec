// Tests of looks at a server's processes, also with executables on a hanging file system.
#include "app/shell_looks.hpp"

#include <unistd.h>

#include <atomic>

#include "unit/io/support.hpp"

namespace {

using io_test::Forked;
using io_test::TestLoop;

/// Looks at processes whose executables are on a file system that hangs while `hangs` is set.
class Hanging {
  public:
    std::atomic<bool> hangs{false};
    std::atomic<int> read{0};  ///< executables read, including reads in progress
    TestLoop test;
    std::vector<io::Snapshot> seen;

    ~Hanging() { hangs = false; }

    void look(int pid, core::Generation generation = 1) { looks.look(generation, pid); }
    void run_until_seen(std::size_t count) {
        test.run_until([&] { return seen.size() == count; });
    }
    /// Starts looks until one more result arrives.
    void run_until_seen_again(int pid) {
        const std::size_t before = seen.size();
        test.run_until([&] {
            if (seen.size() == before) look(pid);
            return seen.size() > before;
        });
    }
    std::optional<std::string> program() const {
        REQUIRE_FALSE(seen.empty());
        REQUIRE(seen.back().processes.size() == 1);
        return seen.back().processes.front().go_program;
    }

    app::Looks looks{
        test.loop,
        {[this](core::Generation, io::Snapshot snapshot) { seen.push_back(std::move(snapshot)); },
         [](core::Generation, const std::string&) {}},
        [this](const io::ProcessImage& image) {
            ++read;
            while (hangs) ::usleep(1000);
            return io::read_go_program(image);
        }};
};

}  // namespace

TEST_CASE("The first look waits for the programs of the processes and later looks remember them") {
    const Forked child([] { ::pause(); });
    Hanging files;
    files.look(child.pid());
    files.run_until_seen(1);
    CHECK(files.program() == "gopls-proxy");
    files.look(child.pid());
    files.run_until_seen(2);
    CHECK(files.program() == "gopls-proxy");
    CHECK(files.read == 1);
}

TEST_CASE("A look is reported without the program of an unreadable executable") {
    const Forked child([] { ::pause(); });
    Hanging files;
    files.hangs = true;
    files.look(child.pid());
    files.test.run_until([&] { return files.read == 1; });
    CHECK(files.seen.empty());
    files.run_until_seen_again(child.pid());
    CHECK_FALSE(files.program().has_value());
    files.run_until_seen_again(child.pid());
    CHECK_FALSE(files.program().has_value());
    CHECK(files.read == 1);  // at most one thread hangs
    files.hangs = false;
    while (!files.program()) files.run_until_seen_again(child.pid());
    CHECK(files.program() == "gopls-proxy");
}

TEST_CASE("At most two threads hang however many servers there are") {
    const Forked child([] { ::pause(); });
    Hanging files;
    files.hangs = true;
    for (const int generation : {1, 2}) {
        files.look(child.pid(), generation);
        files.test.run_until([&] { return files.read == generation; });
        files.looks.forget(generation);
    }
    files.look(child.pid(), 3);
    files.run_until_seen(1);
    CHECK(files.read == 2);
    files.hangs = false;
}

TEST_CASE("Looks mask secrets in command lines") {
    const Forked child(
        [] { ::execl("/bin/sh", "sh", "-c", "kill -STOP $$", "sh", "--token=SECRET", nullptr); });
    Hanging files;
    using Words = std::vector<std::string>;
    const Words masked{"sh", "-c", "kill -STOP $$", "sh", "--token=***"};
    Words seen;
    while (seen.size() != masked.size()) {  // until the child has called exec
        files.run_until_seen_again(child.pid());
        if (!files.seen.back().processes.empty()) seen = files.seen.back().processes[0].argv;
    }
    CHECK(seen == masked);
}

TEST_CASE("A look in progress when its server is paused is dropped") {
    const Forked child([] { ::pause(); });
    Hanging files;
    files.look(child.pid());
    files.looks.pause(1);
    files.looks.pause(1);
    files.look(child.pid());  // not started: paused
    files.looks.resume(1);
    files.look(child.pid());  // not started: still paused
    files.looks.resume(1);
    files.run_until_seen_again(child.pid());
    CHECK(files.seen.size() == 1);
    // The same holds for a look that waits for the programs of the processes.
    const Forked other([] { ::pause(); });
    files.hangs = true;
    files.look(other.pid());
    files.test.run_until([&] { return files.read == 2; });
    files.looks.pause(1);
    files.hangs = false;
    files.looks.resume(1);
    files.run_until_seen_again(other.pid());
    CHECK(files.seen.size() == 2);
}
