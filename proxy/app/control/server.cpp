#include "app/control/server.hpp"

#include <unistd.h>

#include <chrono>
#include <exception>
#include <map>
#include <optional>
#include <utility>

#include "app/build_info.hpp"
#include "app/control/folders.hpp"
#include "app/control/processes.hpp"
#include "app/paths.hpp"
#include "io/background.hpp"
#include "io/stream.hpp"
#include "io/timer.hpp"
#include "io/unix_socket.hpp"
#include "observability/metrics/prometheus.hpp"
#include "observability/status_json.hpp"
#include "observability/trace/wire.hpp"

namespace app::control {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// How long the session's loop may take. It answers within microseconds unless it hangs.
constexpr auto kSessionPatience = 3s;
/// How long /proc may take: reading about a process that hangs in the kernel may hang as well.
constexpr auto kProcessPatience = 500ms;
constexpr std::size_t kMaxClients = 8;
constexpr std::size_t kReadBytes = 4096;
constexpr std::size_t kSpansInReply = 512;

core::Event no_socket(const std::string& why) {
    return {core::LogLevel::kInfo,
            core::Event::kNote,
            {},
            "no control socket, so `gopls-proxy status` does not see this session: " + why};
}

}  // namespace

/// All that belongs to the socket's thread.
struct Server::Thread : io::SideThread::LoopBody, std::enable_shared_from_this<Server::Thread> {
    /// A connection. Its requests are answered one after another.
    struct Client {
        std::unique_ptr<io::Stream> stream;
        std::string unread;
        char room[kReadBytes];
        bool too_long = false;  ///< the beginning of its request was dropped
        bool busy = false;      ///< a request is being answered
        bool traces = false;
        bool parks = false;  ///< gopls is parked until this connection ends
        std::uint64_t request = 0;
        std::optional<io::Timer> patience;
    };

    Thread(std::vector<fs::path> tried, Json proxy, io::Mailbox::Address address, Session* asked)
        : candidates(std::move(tried)),
          about(std::move(proxy)),
          session_address(std::move(address)),
          session(asked),
          gopls_spans(asked->gopls_spans) {}

    void run() override;
    void failed(const std::string& why) override {
        in_session([why](Session& asked) { asked.report(no_socket(why)); });
    }
    void listen();
    void accepted(int fd);
    void received(std::uint64_t id, std::size_t bytes);
    void next_request(std::uint64_t id);
    void answer(std::uint64_t id, std::uint64_t request, const std::string& line);
    void answer_status(std::uint64_t id, std::uint64_t request, const Snapshot& snapshot);
    void answer_metrics(std::uint64_t id, std::uint64_t request, const Snapshot& snapshot);
    void trace(std::uint64_t id, std::uint64_t request, const TraceRequest& asked);
    void answer_trace(std::uint64_t id, std::uint64_t request, const TraceRequest& wanted,
                      const TracePart& part);
    void add_spans(Json& reply, const TraceRequest& wanted) const;
    void record_trace(Client& client, bool on);
    void parked(std::uint64_t id, bool on);
    void unpark();
    void drop(std::uint64_t id);
    void with_processes(std::uint64_t id, std::uint64_t request, const std::vector<int>& leaders,
                        const std::shared_ptr<Json>& reply);
    /// Calls `call` in the session's loop.
    void in_session(std::function<void(Session&)> call) {
        session_address.post([call = std::move(call), asked = session] { call(*asked); });
    }

    const std::vector<fs::path> candidates;
    const Json about;
    const io::Mailbox::Address session_address;
    Session* const session;  ///< used in the session's loop only
    const std::shared_ptr<const observability::gopls_spans::Store> gopls_spans;

    io::Background background{loop};
    std::unique_ptr<io::UnixListener> listener;
    std::map<std::uint64_t, Client> clients;
    std::uint64_t newest = 0;
};

void Server::Thread::run() {
    listen();
    if (listener) loop.run();
    listener.reset();
    clients.clear();
}

void Server::Thread::listen() {
    std::string problem = "there is no folder for it";
    for (const fs::path& folder : candidates) {
        const std::error_code failure = make_private_folder(folder);
        if (failure) {
            problem = folder.string() + ": " + failure.message();
            continue;
        }
        problem = distrust(folder);
        if (!problem.empty()) continue;
        const std::string path = (folder / socket_name(::getpid())).string();
        auto opened = io::UnixListener::open(loop, path, [this](int fd) { accepted(fd); });
        if (opened) {
            listener = std::move(*opened);
            return;
        }
        problem = path + ": " + opened.error().message();
    }
    failed(problem);
}

void Server::Thread::accepted(int fd) {
    if (clients.size() >= kMaxClients) {
        ::close(fd);
        return;
    }
    auto stream = io::Stream::open(loop, fd);
    if (!stream) return;
    const std::uint64_t id = ++newest;
    Client& client = clients[id];
    client.stream = std::move(*stream);
    client.stream->on_write_error([this, id](int) { drop(id); });
    client.stream->start_reading({[&client] { return std::span<char>(client.room); },
                                  [this, id](std::size_t bytes) { received(id, bytes); },
                                  [this, id](int) { drop(id); }});
}

void Server::Thread::received(std::uint64_t id, std::size_t bytes) {
    Client& client = clients.at(id);
    client.unread.append(client.room, bytes);
    // The rest of a request that is too long is read, or the client would not get the answer.
    if (client.unread.size() > kMaxRequestBytes && client.unread.find('\n') == std::string::npos) {
        client.too_long = true;
        client.unread.clear();
    }
    next_request(id);
}

void Server::Thread::drop(std::uint64_t id) {
    const auto found = clients.find(id);
    if (found == clients.end()) return;
    record_trace(found->second, false);
    if (found->second.parks) unpark();
    clients.erase(found);
}

void Server::Thread::next_request(std::uint64_t id) {
    const auto found = clients.find(id);
    if (found == clients.end() || found->second.busy) return;
    Client& client = found->second;
    const auto end = client.unread.find('\n');
    if (end == std::string::npos) return;
    const std::string line = client.unread.substr(0, end);
    client.unread.erase(0, end + 1);
    client.busy = true;
    const std::uint64_t request = ++client.request;
    if (std::exchange(client.too_long, false)) {
        return answer(
            id, request,
            refusal_line({"invalid_request", "the request is longer than " +
                                                 std::to_string(kMaxRequestBytes) + " bytes"}));
    }
    const auto parsed = parse_request(line);
    if (!parsed) return answer(id, request, refusal_line(parsed.error()));
    client.patience.emplace(loop, [this, id, request] {
        answer(id, request,
               refusal_line({"session_hangs", "the session does not answer: its thread hangs"}));
    });
    client.patience->arm(kSessionPatience);
    if (parsed->trace) return trace(id, request, *parsed->trace);
    const auto back = mailbox.address();
    const auto self = weak_from_this();
    const auto answer_done = [=](const Done& done) {
        back.post([=] {
            const auto alive = self.lock();
            if (!alive) return;
            alive->answer(id, request,
                          done.problem.empty()
                              ? result_line(Json::parse(done.result, nullptr, false))
                              : refusal_line({"refused", done.problem}));
        });
    };
    if (parsed->dashboard) {
        return in_session([=, wanted = *parsed->dashboard](Session& asked) {
            asked.open_dashboard(wanted, answer_done);
        });
    }
    const auto of_session = session_command(parsed->command);
    if (!of_session) {
        const auto answered =
            parsed->command == Command::kMetrics ? &Thread::answer_metrics : &Thread::answer_status;
        return in_session([=](Session& asked) {
            back.post([=, snapshot = asked.snapshot()] {
                if (const auto alive = self.lock()) (alive.get()->*answered)(id, request, snapshot);
            });
        });
    }
    in_session([=, command = *of_session](Session& asked) {
        asked.execute(command, [=](const Done& done) {
            const bool parks = command == core::ProxyCommand::kPark;
            if (done.problem.empty() && (parks || command == core::ProxyCommand::kUnpark)) {
                back.post([=] {
                    if (const auto alive = self.lock()) alive->parked(id, parks);
                });
            }
            answer_done(done);
        });
    });
}

/// Ties a parked gopls to the connection that asked for it: a client that is killed in the middle
/// of its work must not leave the editor without gopls.
void Server::Thread::parked(std::uint64_t id, bool on) {
    // An earlier parking is over, perhaps by a restart from the editor.
    for (auto& [other, client] : clients) client.parks = false;
    const auto found = clients.find(id);
    if (found != clients.end()) {
        found->second.parks = on;
    } else if (on) {
        unpark();
    }
}

void Server::Thread::unpark() {
    in_session(
        [](Session& asked) { asked.execute(core::ProxyCommand::kUnpark, [](const Done&) {}); });
}

void Server::Thread::answer_status(std::uint64_t id, std::uint64_t request,
                                   const Snapshot& snapshot) {
    const auto found = clients.find(id);
    if (found == clients.end() || found->second.request != request) return;
    const auto status = std::make_shared<Json>(observability::status_json(about, snapshot.status));
    (*status)["metrics_address"] =
        snapshot.metrics_address.empty() ? Json() : Json(snapshot.metrics_address);
    with_processes(id, request, snapshot.leaders, status);
}

/// Answers with `reply` and the processes, or without them if /proc does not answer.
void Server::Thread::with_processes(std::uint64_t id, std::uint64_t request,
                                    const std::vector<int>& leaders,
                                    const std::shared_ptr<Json>& reply) {
    (*reply)["processes"] = nullptr;
    Client& client = clients.at(id);
    client.patience.emplace(
        loop, [this, id, request, reply] { answer(id, request, result_line(*reply)); });
    client.patience->arm(kProcessPatience);
    background.run([leaders](io::Background::Abandoned) { return processes_of(leaders); },
                   [this, id, request, reply](Json processes) {
                       observability::add_processes(*reply, std::move(processes));
                       answer(id, request, result_line(*reply));
                   });
}

void Server::Thread::record_trace(Client& client, bool on) {
    if (std::exchange(client.traces, on) == on) return;
    in_session([on](Session& asked) { asked.record_trace(on); });
}

void Server::Thread::trace(std::uint64_t id, std::uint64_t request, const TraceRequest& wanted) {
    using Step = TraceRequest::Step;
    Client& client = clients.at(id);
    if (wanted.step == Step::kStart) {
        record_trace(client, true);
    } else if (!client.traces) {
        return answer(id, request,
                      refusal_line({"refused", "no trace was started on this connection"}));
    }
    const auto back = mailbox.address();
    const auto self = weak_from_this();
    in_session([=](Session& asked) {
        back.post([=, part = asked.trace_part(wanted.from)] {
            if (const auto alive = self.lock()) alive->answer_trace(id, request, wanted, part);
        });
    });
    if (wanted.step == Step::kStop) record_trace(client, false);
}

void Server::Thread::answer_trace(std::uint64_t id, std::uint64_t request,
                                  const TraceRequest& wanted, const TracePart& part) {
    const auto found = clients.find(id);
    if (found == clients.end() || found->second.request != request) return;
    const auto reply = std::make_shared<Json>(
        Json{{"monotonic_ns", part.monotonic.count()}, {"since_1970_ns", part.since_1970.count()}});
    if (gopls_spans) add_spans(*reply, wanted);
    if (wanted.step == TraceRequest::Step::kStart) {
        reply->update(about);
        (*reply)["oldest"] = part.oldest;
        (*reply)["next"] = part.end;
        return answer(id, request, result_line(*reply));
    }
    (*reply)["next"] = part.recorded.next;
    (*reply)["end"] = part.end;
    (*reply)["lost"] = part.recorded.lost;
    (*reply)["waiting"] = part.open.size();
    (*reply)["servers"] = part.leaders;
    (*reply)["records"] = observability::trace::to_json(part.recorded.records);
    if (wanted.step == TraceRequest::Step::kStop) {
        (*reply)["open"] = observability::trace::to_json(part.open);
    }
    with_processes(id, request, part.leaders, reply);
}

void Server::Thread::add_spans(Json& reply, const TraceRequest& wanted) const {
    if (wanted.step == TraceRequest::Step::kStart) {
        reply["oldest_span"] = gopls_spans->oldest();
        reply["next_span"] = gopls_spans->end();
        return;
    }
    const auto part = gopls_spans->read(wanted.from_span, kSpansInReply);
    reply["next_span"] = part.next;
    reply["end_span"] = part.end;
    reply["lost_spans"] = part.lost;
    reply["spans"] = observability::gopls_spans::to_json(part.spans);
}

void Server::Thread::answer_metrics(std::uint64_t id, std::uint64_t request,
                                    const Snapshot& snapshot) {
    namespace metrics = observability::metrics;
    const auto found = clients.find(id);
    if (found == clients.end() || found->second.request != request) return;
    const auto sample = std::make_shared<metrics::Sample>();
    sample->status = snapshot.status;
    sample->version = version_number();
    sample->pid = ::getpid();
    const auto say = [this, id, request, sample] {
        answer(id, request, result_line(metrics::text(*sample)));
    };
    // Without gopls's memory if /proc does not answer.
    found->second.patience.emplace(loop, say);
    found->second.patience->arm(kProcessPatience);
    background.run([snapshot](io::Background::Abandoned) { return metrics::usage_of(snapshot); },
                   [sample, say](metrics::Usage usage) {
                       sample->gopls = usage;
                       say();
                   });
}

/// Answers the current request of a client, once.
void Server::Thread::answer(std::uint64_t id, std::uint64_t request, const std::string& line) {
    const auto found = clients.find(id);
    if (found == clients.end() || found->second.request != request || !found->second.busy) return;
    found->second.busy = false;
    found->second.patience.reset();
    found->second.stream->write(line);
    next_request(id);
}

Server::Server(io::Loop& session_loop, std::vector<fs::path> folders, Json about, Session session)
    : session_(std::move(session)), mailbox_(session_loop) {
    try {
        thread_.emplace(std::make_shared<Thread>(std::move(folders), std::move(about),
                                                 mailbox_.address(), &session_));
    } catch (const std::exception& error) {  // no descriptors for a second loop
        session_.report(no_socket(error.what()));
    }
    if (thread_ && !thread_->is_running()) {
        session_.report(no_socket("the system gives it no thread"));
    }
}

Server::~Server() = default;

}  // namespace app::control
