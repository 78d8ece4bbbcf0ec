#include "observability/metrics/exporter.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "io/http_get.hpp"
#include "io/tcp_listener.hpp"
#include "unit/io/support.hpp"
#include "unit/temp_folder.hpp"

using io_test::Fd;
using io_test::TestLoop;
using observability::Snapshot;
using observability::metrics::Address;
using observability::metrics::Exporter;
using observability::metrics::ExporterOptions;

namespace {

constexpr auto kLong = std::chrono::minutes(1);

/// A session in a loop of the test. `client` runs in another thread once the endpoint listens.
class ExportedLoop {
  public:
    explicit ExportedLoop(ExporterOptions options) : options_(std::move(options)) {}

    void run(std::function<void(std::uint16_t port)> client) {
        std::thread thread;
        Exporter exporter(loop_.loop, options_,
                          {[this] {
                               ++snapshots;
                               Snapshot snapshot;
                               snapshot.status.open_documents = 3;
                               return snapshot;
                           },
                           [&](const std::string& address) {
                               const std::string port = address.substr(address.rfind(':') + 1);
                               thread = std::thread([this, client, port] {
                                   client(static_cast<std::uint16_t>(std::stoi(port)));
                                   done_.address().post([this] { loop_.loop.stop(); });
                               });
                           },
                           [this](const std::string& sentence) {
                               problem = sentence;
                               loop_.loop.stop();
                           }});
        loop_.run();
        if (thread.joinable()) thread.join();
    }
    /// Runs until `condition` holds.
    void run_until(const std::function<bool()>& condition) {
        Exporter exporter(loop_.loop, options_,
                          {[this] {
                               ++snapshots;
                               return Snapshot{};
                           },
                           [](const std::string&) {},
                           [this](const std::string& sentence) { problem = sentence; }});
        loop_.run_until([&] { return condition() || !problem.empty(); });
    }

    std::atomic<int> snapshots = 0;
    std::string problem;

  private:
    ExporterOptions options_;
    TestLoop loop_;
    io::Mailbox done_{loop_.loop};
};

Fd connected(std::uint16_t port) {
    Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("cannot connect");
    }
    return fd;
}

/// Returns everything that the endpoint writes until it closes the connection.
std::string read_to_end(int fd) {
    std::string all;
    char part[4096];
    for (ssize_t n = ::read(fd, part, sizeof part); n > 0; n = ::read(fd, part, sizeof part)) {
        all.append(part, static_cast<std::size_t>(n));
    }
    return all;
}

void send_all(int fd, const std::string& bytes) {
    if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) throw std::runtime_error("send");
}

}  // namespace

TEST_CASE("A scrape gets the metrics of a fresh snapshot", "[exporter]") {
    ExportedLoop session({.address = Address{}, .version = "1.2.3"});
    std::string body;
    session.run([&](std::uint16_t port) { body = io::http_get(port, "/metrics", kLong).value(); });
    CHECK(session.snapshots == 1);
    CHECK(body.find("\ngopls_proxy_open_documents 3\n") != std::string::npos);
    CHECK(body.find("gopls_proxy_build_info{version=\"1.2.3\"} 1\n") != std::string::npos);
}

TEST_CASE("A refused request costs the session nothing", "[exporter]") {
    ExportedLoop session({.address = Address{}});
    std::string reply;
    session.run([&](std::uint16_t port) {
        const Fd fd = connected(port);
        send_all(fd.get(), "GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        reply = read_to_end(fd.get());
    });
    CHECK(reply.starts_with("HTTP/1.1 403 "));
    CHECK(session.snapshots == 0);
}

TEST_CASE("Further connections are closed while many are open", "[exporter]") {
    ExportedLoop session({.address = Address{}});
    std::string reply = "none";
    session.run([&](std::uint16_t port) {
        std::vector<Fd> idle;
        for (int i = 0; i < 8; ++i) idle.push_back(connected(port));
        reply = read_to_end(connected(port).get());
    });
    CHECK(reply.empty());
    CHECK(session.snapshots == 0);
}

TEST_CASE("A port that is in use is one sentence", "[exporter]") {
    io::Loop other;
    const auto holder = io::TcpListener::open(other, false, 0, [](int) {});
    REQUIRE(holder);
    const Address address{.port = (*holder)->port()};
    ExportedLoop session({.address = address});
    session.run([](std::uint16_t) {});
    CHECK(session.problem.find("no metrics at " + to_text(address) + ": ") == 0);
}

TEST_CASE("The metrics file is rewritten, and removed at the end", "[exporter]") {
    const unit_test::TempFolder folder;
    const std::string file = folder / "gopls.prom";
    const auto content = [&] {
        std::ostringstream all;
        all << std::ifstream(file).rdbuf();
        return all.str();
    };
    ExportedLoop session({.file = file, .interval = std::chrono::milliseconds(1), .pid = 4711});
    std::string seen;
    session.run_until([&] {
        seen = content();
        return session.snapshots > 3 && !seen.empty();
    });
    CHECK(session.problem.empty());
    CHECK(seen.ends_with("\n"));
    CHECK(seen.find("gopls_proxy_open_documents{pid=\"4711\"} 0\n") != std::string::npos);
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("A metrics file that cannot be written is one sentence", "[exporter]") {
    const unit_test::TempFolder folder;
    ExportedLoop session(
        {.file = folder / "missing/gopls.prom", .interval = std::chrono::milliseconds(1)});
    session.run_until([] { return false; });
    CHECK(session.problem.find("cannot write the metrics to " + (folder / "missing")) == 0);
}
