#include "observability/web/dashboard.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "unit/io/support.hpp"

using io_test::TestLoop;
using namespace observability::web;
using namespace std::chrono_literals;
using observability::Done;
using observability::Session;
using observability::Snapshot;
using observability::TracePart;

namespace {

Session session() {
    Session made;
    made.snapshot = [] { return Snapshot{}; };
    made.record_trace = [](bool) {};
    made.history_part = made.trace_part = [](std::uint64_t) { return TracePart{}; };
    made.report = [](const core::Event&) {};
    return made;
}

Sources closing_after(std::chrono::milliseconds time) {
    Sources sources;
    sources.closes_after = time;
    return sources;
}

/// Opens the dashboard and returns what it answers.
Done open(TestLoop& loop, Dashboard& dashboard, std::uint16_t port = 0) {
    std::optional<Done> answer;
    dashboard.open({.port = port}, [&](const Done& done) { answer = done; });
    loop.run_until([&] { return answer.has_value(); });
    return *answer;
}

std::uint16_t port_of(const Done& done) {
    const std::string url = Json::parse(done.result).at("url");
    return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

bool is_listening(std::uint16_t port) {
    namespace asio = boost::asio;
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    boost::system::error_code failure;
    socket.connect({asio::ip::address_v4::loopback(), port}, failure);
    return !failure;
}

}  // namespace

TEST_CASE("a dashboard that nobody looks at closes by itself") {
    TestLoop loop;
    Dashboard dashboard(loop.loop, closing_after(20ms), session());
    const Done done = open(loop, dashboard);
    CHECK(done.problem.empty());
    loop.run_until([&] { return dashboard.has_closed(); });
    CHECK_FALSE(is_listening(port_of(done)));
}

TEST_CASE("each link to a dashboard is to the same port, with another token") {
    TestLoop loop;
    Dashboard dashboard(loop.loop, closing_after(10min), session());
    const Done first = open(loop, dashboard);
    const Done second = open(loop, dashboard, port_of(first));
    CHECK(port_of(first) == port_of(second));
    CHECK(first.result != second.result);
    CHECK(is_listening(port_of(first)));
    const auto other = static_cast<std::uint16_t>(port_of(first) == 1 ? 2 : 1);
    CHECK_THAT(open(loop, dashboard, other).problem,
               Catch::Matchers::StartsWith("the dashboard is open already, at port " +
                                           std::to_string(port_of(first))));
    CHECK_FALSE(dashboard.has_closed());
}

TEST_CASE("a dashboard says why it cannot listen") {
    TestLoop loop;
    Dashboard first(loop.loop, closing_after(10min), session());
    const std::uint16_t port = port_of(open(loop, first));
    Dashboard second(loop.loop, closing_after(10min), session());
    CHECK_THAT(open(loop, second, port).problem,
               Catch::Matchers::StartsWith("127.0.0.1:" + std::to_string(port) + ": "));
    CHECK(open(loop, second).problem.empty());
}
