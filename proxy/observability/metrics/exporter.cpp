#include "observability/metrics/exporter.hpp"

#include <unistd.h>

#include <array>
#include <exception>
#include <map>
#include <utility>
#include <vector>

#include "io/background.hpp"
#include "io/named_file.hpp"
#include "io/stream.hpp"
#include "io/tcp_listener.hpp"
#include "io/timer.hpp"
#include "observability/metrics/http.hpp"
#include "observability/metrics/prometheus.hpp"

namespace observability::metrics {
namespace {

using namespace std::chrono_literals;

/// How long the session's loop may take. It answers within microseconds unless it hangs.
constexpr auto kSessionPatience = 3s;
/// How long /proc may take: reading about a process that hangs in the kernel may hang as well.
constexpr auto kUsagePatience = 500ms;
/// How long a client may take to send its request, and to take the answer.
constexpr auto kClientPatience = 5s;
/// Further connections are closed at once.
constexpr std::size_t kMaxClients = 8;

}  // namespace

/// All that belongs to the exporter's thread.
struct Exporter::Thread : io::SideThread::LoopBody, std::enable_shared_from_this<Exporter::Thread> {
    struct Client {
        std::unique_ptr<io::Stream> stream;
        std::string received = {};
        std::array<char, 2048> room = {};
        std::optional<io::Timer> patience = {};
        bool asks = false;  ///< waits for the snapshot
    };

    Thread(ExporterOptions chosen, io::Mailbox::Address address, ExportedSession* asked)
        : options(std::move(chosen)), session_address(std::move(address)), session(asked) {}

    void run() override;
    void failed(const std::string& why) override { report("no metrics: " + why); }
    void listen();
    void accepted(int fd);
    void received(std::uint64_t id, std::size_t bytes);
    void reply(std::uint64_t id, const std::string& bytes);
    void ask();
    void add_usage(std::uint64_t asked, const Snapshot& snapshot);
    void answered(std::uint64_t asked, const Sample* sample);
    void write_file(Sample sample);
    /// Calls `call` in the session's loop.
    void in_session(std::function<void(ExportedSession&)> call) {
        session_address.post([call = std::move(call), asked = session] { call(*asked); });
    }
    void report(const std::string& sentence) {
        in_session([sentence](ExportedSession& told) { told.unavailable(sentence); });
    }

    const ExporterOptions options;
    const io::Mailbox::Address session_address;
    ExportedSession* const session;  ///< used in the session's loop only

    io::Background background{loop};
    std::unique_ptr<io::TcpListener> listener;
    std::map<std::uint64_t, Client> clients;
    std::uint64_t newest_client = 0;
    std::uint64_t question = 0;  ///< number of the newest snapshot asked for
    bool asking = false;
    io::Timer patience{loop, [this] { answered(question, nullptr); }};
    io::Timer next_write{loop, [this] {
                             file_due = true;
                             ask();
                         }};
    std::optional<io::Timer> usage_patience;
    bool file_due = false;
    bool file_failed = false;  ///< the last write did, and the log says so
};

void Exporter::Thread::run() {
    if (options.address) listen();
    if (!options.file.empty()) {
        file_due = true;
        ask();
    }
    loop.run();
    listener.reset();
    if (!options.file.empty()) ::unlink(options.file.c_str());
    clients.clear();
}

void Exporter::Thread::listen() {
    auto opened = io::TcpListener::open(loop, options.address->is_v6, options.address->port,
                                        [this](int fd) { accepted(fd); });
    if (!opened) {
        return report("no metrics at " + to_text(*options.address) + ": " +
                      opened.error().message());
    }
    listener = std::move(*opened);
    const std::string address = to_text({options.address->is_v6, listener->port()});
    in_session([address](ExportedSession& told) { told.listening(address); });
}

void Exporter::Thread::accepted(int fd) {
    if (clients.size() >= kMaxClients) {
        ::close(fd);
        return;
    }
    auto stream = io::Stream::open(loop, fd);
    if (!stream) return;
    const std::uint64_t id = ++newest_client;
    Client& client = clients[id];
    client.stream = std::move(*stream);
    client.patience.emplace(loop, [this, id] { clients.erase(id); });
    client.patience->arm(kClientPatience);
    client.stream->on_write_error([this, id](int) { clients.erase(id); });
    client.stream->start_reading({[&client] { return std::span<char>(client.room); },
                                  [this, id](std::size_t bytes) { received(id, bytes); },
                                  [this, id](int) { clients.erase(id); }});
}

void Exporter::Thread::received(std::uint64_t id, std::size_t bytes) {
    Client& client = clients.at(id);
    if (client.asks) return;  // it has said enough
    client.received.append(client.room.data(), bytes);
    const Heard heard = hear(client.received, listener->port());
    switch (heard.step) {
        case Heard::Step::kMore:
            return;
        case Heard::Step::kRefused:
            return reply(id, heard.reply);
        case Heard::Step::kAsks:
            client.asks = true;
            client.patience->disarm();  // from here on the question has its own
            return ask();
    }
}

void Exporter::Thread::reply(std::uint64_t id, const std::string& bytes) {
    const auto found = clients.find(id);
    if (found == clients.end()) return;
    Client& client = found->second;
    client.stream->pause_reading();
    client.stream->write(bytes);
    if (client.stream->queued_bytes() == 0) {
        clients.erase(found);
        return;
    }
    client.stream->on_drained([this, id] { clients.erase(id); });
    client.patience->arm(kClientPatience);
}

void Exporter::Thread::ask() {
    if (std::exchange(asking, true)) return;
    const std::uint64_t asked = ++question;
    patience.arm(kSessionPatience);
    const auto back = mailbox.address();
    const auto self = weak_from_this();
    in_session([=](ExportedSession& told) {
        back.post([=, snapshot = told.snapshot()] {
            if (const auto alive = self.lock()) alive->add_usage(asked, snapshot);
        });
    });
}

void Exporter::Thread::add_usage(std::uint64_t asked, const Snapshot& snapshot) {
    if (!asking || asked != question) return;
    patience.disarm();
    const auto sample = std::make_shared<Sample>();
    sample->status = snapshot.status;
    sample->version = options.version;
    // Without it if /proc does not answer.
    usage_patience.emplace(loop, [this, asked, sample] { answered(asked, sample.get()); });
    usage_patience->arm(kUsagePatience);
    background.run([snapshot](io::Background::Abandoned) { return usage_of(snapshot); },
                   [this, asked, sample](Usage usage) {
                       sample->gopls = usage;
                       answered(asked, sample.get());
                   });
}

/// Hands the sample to everybody who waits for it; without one, the session hangs.
void Exporter::Thread::answered(std::uint64_t asked, const Sample* sample) {
    if (!asking || asked != question) return;
    asking = false;
    patience.disarm();
    if (usage_patience) usage_patience->disarm();
    std::vector<std::uint64_t> waiting;
    for (const auto& [id, client] : clients) {
        if (client.asks) waiting.push_back(id);
    }
    if (!waiting.empty()) {
        const std::string bytes = sample ? metrics_reply(text(*sample))
                                         : unavailable_reply("The session does not answer.");
        for (const std::uint64_t id : waiting) reply(id, bytes);
    }
    if (!std::exchange(file_due, false)) return;
    if (sample) write_file(*sample);
    next_write.arm(options.interval);
}

void Exporter::Thread::write_file(Sample sample) {
    sample.pid = options.pid;
    // The thread also answers HTTP, and must not wait for the reader of a FIFO.
    const auto written =
        io::write_named_file(options.file, text(std::move(sample)), io::WithoutReader::kFail);
    if (written.has_error() && !file_failed) {
        report("cannot write the metrics to " + options.file + ": " + written.error().message());
    }
    file_failed = written.has_error();
}

Exporter::Exporter(io::Loop& session_loop, ExporterOptions options, ExportedSession session)
    : session_(std::move(session)), mailbox_(session_loop) {
    try {
        thread_.emplace(
            std::make_shared<Thread>(std::move(options), mailbox_.address(), &session_));
    } catch (const std::exception& error) {  // no descriptors for a second loop
        session_.unavailable(std::string("no metrics: ") + error.what());
    }
    if (thread_ && !thread_->is_running()) {
        session_.unavailable("no metrics: the system gives them no thread");
    }
}

Exporter::~Exporter() = default;

}  // namespace observability::metrics
