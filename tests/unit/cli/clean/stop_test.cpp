#include "cli/clean/stop.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "io/processes.hpp"
#include "support/catch.hpp"

using namespace cli::clean;
using namespace std::chrono_literals;

#if defined(__linux__)
namespace {

/// A child that ignores SIGTERM, or not, and is reaped at the end of the test.
class Child {
  public:
    explicit Child(bool ignores_term) {
        int ready[2];
        REQUIRE(::pipe(ready) == 0);
        pid_ = ::fork();
        if (pid_ == 0) {
            ::signal(SIGTERM, ignores_term ? SIG_IGN : SIG_DFL);
            [[maybe_unused]] const auto n = ::write(ready[1], "x", 1);
            for (;;) ::pause();
        }
        char byte = 0;
        REQUIRE(::read(ready[0], &byte, 1) == 1);
        ::close(ready[0]);
        ::close(ready[1]);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Use use() const {
        const auto identity = io::identity_of(pid_);
        REQUIRE(identity.has_value());
        Use use;
        use.pid = pid_;
        use.start_ticks = identity->start_ticks;
        return use;
    }
    bool is_running() const { return io::is_running(pid_, use().start_ticks); }

  private:
    pid_t pid_ = -1;
};

bool wait_a_little(std::chrono::milliseconds) {
    std::this_thread::sleep_for(1ms);
    return true;
}

}  // namespace

TEST_CASE("A process is asked to end, and killed if it does not", "[clean]") {
    const Child polite(false);
    const Child stubborn(true);
    const auto ended = end_processes({polite.use(), stubborn.use()}, 500ms, &wait_a_little);
    REQUIRE(ended.size() == 2);
    CHECK(ended[0].is_gone);
    CHECK_FALSE(ended[0].was_killed);
    CHECK(ended[1].is_gone);
    CHECK(ended[1].was_killed);
    CHECK_FALSE(polite.is_running());
}

TEST_CASE("A later process with the same pid is left alone", "[clean]") {
    const Child child(false);
    Use use = child.use();
    use.start_ticks += 1;
    const auto ended = end_processes({use}, 500ms, &wait_a_little);
    CHECK(ended[0].is_gone);  // the one that was meant
    CHECK(child.is_running());
}

TEST_CASE("An interruption kills nobody", "[clean]") {
    const Child stubborn(true);
    const auto ended =
        end_processes({stubborn.use()}, 500ms, [](std::chrono::milliseconds) { return false; });
    CHECK_FALSE(ended[0].is_gone);
    CHECK_FALSE(ended[0].was_killed);
    CHECK(stubborn.is_running());
}

TEST_CASE("Nothing to end takes no time", "[clean]") {
    CHECK(end_processes({}, 500ms, [](std::chrono::milliseconds) -> bool {
              FAIL("waited for nothing");
              return false;
          }).empty());
}
#endif
