#include "io/unix_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <thread>

#include "unit/io/support.hpp"

using io_test::TempFolder;
using io_test::TestLoop;
using namespace std::chrono_literals;

namespace {

/// Answers each line that a client sends with the same line.
struct Echo {
    Echo(io::Loop& loop, const std::string& path)
        : listener(io::UnixListener::open(loop, path, [this, &loop](int fd) {
              clients.push_back(io_test::open_stream(loop, io_test::Fd(fd)));
              collectors.push_back(std::make_unique<io_test::Collector>());
              io_test::Collector& last = *collectors.back();
              last.on_change = [this, &last, at = clients.size() - 1] {
                  if (last.bytes.ends_with('\n')) {
                      clients[at]->write(std::exchange(last.bytes, {}));
                  }
              };
              last.attach(*clients.back());
          })) {}

    std::vector<std::unique_ptr<io::Stream>> clients;
    std::vector<std::unique_ptr<io_test::Collector>> collectors;
    boost::system::result<std::unique_ptr<io::UnixListener>> listener;
};

}  // namespace

TEST_CASE("A Unix listener serves several clients at once", "[io][unix_socket]") {
    const TempFolder folder;
    const std::string path = folder / "a.sock";
    TestLoop t;
    {
        const Echo echo(t.loop, path);
        REQUIRE(echo.listener.has_value());
        std::vector<std::string> answers;
        std::thread client([&] {
            const auto first = io::connect_unix(path);
            const auto second = io::connect_unix(path);
            if (!first || !second) return;
            for (const int fd : {*second, *first, *second}) {
                answers.push_back(io::ask_line(fd, "question", 1min).value());
            }
            answers.push_back(io::ask_line(*first, std::string(1 << 20, 'x'), 1min).value());
            ::close(*first);
            ::close(*second);
        });
        t.run_until([&] {
            return echo.collectors.size() == 2 && echo.collectors[0]->ended &&
                   echo.collectors[1]->ended;
        });
        client.join();
        REQUIRE(answers.size() == 4);
        CHECK(answers[0] == "question");
        CHECK(answers[3].size() == std::size_t{1} << 20);
    }
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("A Unix listener replaces a stale socket but not a live one", "[io][unix_socket]") {
    const TempFolder folder;
    const std::string path = folder / "a.sock";
    TestLoop t;
    {
        // A process that was killed leaves its socket behind.
        const io_test::Fd dead(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, path.size());
        REQUIRE(::bind(dead.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    }
    CHECK(io::connect_unix(path).error() == boost::system::errc::connection_refused);
    const Echo echo(t.loop, path);
    REQUIRE(echo.listener.has_value());
    const Echo second(t.loop, path);
    CHECK(second.listener.error() == boost::system::errc::address_in_use);
    CHECK(std::filesystem::exists(path));
}

TEST_CASE("A path that is too long for a socket is refused", "[io][unix_socket]") {
    TestLoop t;
    const Echo echo(t.loop, "/tmp/" + std::string(200, 'x'));
    CHECK(echo.listener.error() == boost::system::errc::filename_too_long);
    CHECK(io::connect_unix("/nowhere/a.sock").error() ==
          boost::system::errc::no_such_file_or_directory);
}

TEST_CASE("ask_line reports a peer that closes or never answers", "[io][unix_socket]") {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    const io_test::Fd mine(ends[0]);
    io_test::Fd other(ends[1]);
    CHECK(io::ask_line(mine.get(), "question", 1ms).error() == boost::system::errc::timed_out);
    other.reset();
    CHECK(io::ask_line(mine.get(), "question", 1min).has_error());
}

TEST_CASE("Connecting to a listener that hangs never waits", "[io][unix_socket]") {
    const TempFolder folder;
    const std::string path = folder / "a.sock";
    TestLoop t;
    // Its loop does not run, so it accepts nothing.
    const Echo echo(t.loop, path);
    REQUIRE(echo.listener.has_value());
    std::vector<io_test::Fd> waiting;
    boost::system::error_code failure;
    while (!failure && waiting.size() < 1000) {
        const auto fd = io::connect_unix(path);
        if (fd) {
            waiting.emplace_back(*fd);
        } else {
            failure = fd.error();
        }
    }
    CHECK_FALSE(waiting.empty());
    CHECK(failure == boost::system::errc::resource_unavailable_try_again);
    // The listener is alive: nobody may take its path.
    const Echo second(t.loop, path);
    CHECK(second.listener.error() == boost::system::errc::address_in_use);
}
