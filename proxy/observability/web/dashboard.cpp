#include "observability/web/dashboard.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <exception>
#include <set>
#include <utility>

#include "io/thread.hpp"
#include "observability/trace/timeline.hpp"
#include "observability/trace/wire.hpp"
#include "observability/web/backlog.hpp"
#include "observability/web/page_socket.hpp"
#include "observability/web/server.hpp"
#include "observability/web/trace_file.hpp"

namespace observability::web {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using boost::system::error_code;

constexpr auto kBetweenSnapshots = 1s;
/// The session's loop answers within microseconds unless it hangs.
constexpr auto kSessionPatience = 3s;
/// How long /proc may take: reading about a process that hangs in the kernel may hang as well.
constexpr auto kProcessPatience = 500ms;
/// How long the pages have to hear that the session ends.
constexpr auto kEndPatience = 100ms;
constexpr std::size_t kMaxPages = 8;
/// The newest samples with all processes, for a trace.
constexpr std::size_t kMaxSamples = 900;

std::optional<core::ProxyCommand> command_named(const std::string& name) {
    if (name == "reload") return core::ProxyCommand::kReload;
    if (name == "restart") return core::ProxyCommand::kRestart;
    if (name == "restart_clean") return core::ProxyCommand::kRestartClean;
    if (name == "incident") return core::ProxyCommand::kIncident;
    return std::nullopt;
}

/// What crosses from the session's loop.
struct Seen {
    Snapshot snapshot;
    TracePart history;
};

}  // namespace

/// All that belongs to the dashboard's thread.
struct Dashboard::Thread : io::SideThread::Body, std::enable_shared_from_this<Thread> {
    using Page = std::shared_ptr<PageSocket>;
    using Connection = Server::Connection;

    Thread(Sources given, io::Mailbox::Address address, Dashboard* owner)
        : sources(std::move(given)),
          session_address(std::move(address)),
          dashboard(owner),
          gopls_spans(owner->session_.gopls_spans) {}

    void run() override;
    void failed(const std::string& why) override {
        in_session([why](Dashboard& told) {
            told.has_closed_ = true;
            told.session_.report({core::LogLevel::kWarning,
                                  core::Event::kNote,
                                  {},
                                  "the dashboard has closed: " + why});
        });
    }
    void stop() override;

    void open(const DashboardRequest& request, const std::function<void(Done)>& done);
    void asked(const Connection& connection, const Asked& wanted);
    void open_page(const Connection& connection, Visitor visitor);
    void opened(const Page& page);
    void received(const Page& page, std::string_view message);
    void closed(const Page& page);
    void wait_until_idle();
    void ask();
    void seen(std::uint64_t question, const Seen& seen);
    void show(std::uint64_t question, const core::Status& status, const Clocks& clocks,
              const Json& processes);
    void add_sample(const Json& processes, const std::vector<int>& leaders, const Clocks& clocks);
    void list_incidents();
    void send_trace(const Connection& connection, std::uint64_t from,
                    const std::shared_ptr<TracedSession>& traced);
    void send_incident(const Connection& connection, const Asked& wanted);
    void send(const Page& page, Json message);
    void send_all(const Json& message, bool can_be_missed = false);

    /// Calls `call` in the session's loop.
    void in_session(std::function<void(Dashboard&)> call) {
        session_address.post([call = std::move(call), told = dashboard] { call(*told); });
    }
    /// Returns a function for other threads that calls `call` in this one, as long as it runs.
    template <class Value>
    auto back(std::function<void(Thread&, const Value&)> call) {
        return [weak = weak_from_this(), call = std::move(call)](Value value) {
            const auto self = weak.lock();
            if (!self) return;
            asio::post(self->context, [weak, call, value = std::move(value)] {
                if (const auto alive = weak.lock()) call(*alive, value);
            });
        };
    }
    /// Calls `work`, which may block, in a thread of its own, and `done` with its result in this
    /// one. The result is null if it fails.
    void aside(std::function<Json()> work, std::function<void(Thread&, const Json&)> done) {
        auto tell = back<Json>(std::move(done));
        const bool started = io::start_thread([work = std::move(work), tell] {
            Json result;
            try {
                result = work();
            } catch (const std::exception&) {
                result = nullptr;
            }
            tell(std::move(result));
        });
        if (!started) tell(nullptr);
    }

    const Sources sources;
    const io::Mailbox::Address session_address;
    Dashboard* const dashboard;  ///< used in the session's loop only
    const std::shared_ptr<const gopls_spans::Store> gopls_spans;

    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> stays{context.get_executor()};
    asio::steady_timer next_snapshot{context};
    asio::steady_timer patience{context};
    asio::steady_timer process_patience{context};
    asio::steady_timer idle{context};
    Server server{
        context, [this] { wait_until_idle(); },
        [this](const Connection& connection, const Asked& wanted) { asked(connection, wanted); }};
    std::set<Page> pages;
    bool has_closed = false;
    bool asking = false;
    bool reads_processes = false;
    std::uint64_t newest_question = 0;
    Backlog backlog;
    std::deque<trace::Sample> samples;
    std::string known_incident;
};

void Dashboard::Thread::run() {
    wait_until_idle();
    context.run();
    server.close();
}

void Dashboard::Thread::stop() {
    asio::post(context, [this] {
        has_closed = true;
        server.close();
        if (pages.empty()) return context.stop();
        const auto left = std::make_shared<std::size_t>(pages.size());
        for (const Page& page : std::exchange(pages, {})) {
            page->end([this, left] {
                if (--*left == 0) context.stop();
            });
        }
        patience.expires_after(kEndPatience);
        patience.async_wait([this](error_code) { context.stop(); });
    });
}

void Dashboard::Thread::open(const DashboardRequest& request,
                             const std::function<void(Done)>& done) {
    const auto answer = [&](Done result) {
        in_session([done, result = std::move(result)](Dashboard&) { done(result); });
    };
    if (has_closed) return answer({"the dashboard is closing: try again", {}});
    if (!server.is_listening()) {
        const std::string problem = server.listen(request.port);
        if (!problem.empty()) return answer({problem, {}});
    } else if (request.port != 0 && request.port != server.port()) {
        return answer({"the dashboard is open already, at port " + std::to_string(server.port()) +
                           ", and stays there until nobody has looked at it for ten minutes",
                       {}});
    }
    answer({{}, Json{{"url", server.new_link({request.hides_paths})}}.dump()});
    wait_until_idle();
}

void Dashboard::Thread::asked(const Connection& connection, const Asked& wanted) {
    if (wanted.resource == Resource::kSocket) return open_page(connection, wanted.visitor);
    if (wanted.visitor.hides_paths) {
        return server.refuse(connection, http::status::forbidden,
                             "It contains paths, which are hidden here.");
    }
    if (wanted.resource == Resource::kIncident) return send_incident(connection, wanted);
    send_trace(connection, 0, std::make_shared<TracedSession>());
}

void Dashboard::Thread::open_page(const Connection& connection, Visitor visitor) {
    if (!boost::beast::websocket::is_upgrade(connection->request())) {
        return server.refuse(connection, http::status::upgrade_required,
                             "Only a WebSocket is here.");
    }
    if (pages.size() >= kMaxPages) {
        return server.refuse(connection, http::status::service_unavailable,
                             "Too many pages are open.");
    }
    const Request request = connection->request();
    std::make_shared<PageSocket>(
        connection->take_stream(), visitor,
        PageSocket::Events{
            [this](const Page& page) { opened(page); },
            [this](const Page& page, std::string_view message) { received(page, message); },
            [this](const Page& page) { closed(page); }})
        ->accept(request);
}

void Dashboard::Thread::opened(const Page& page) {
    if (has_closed) return;
    pages.insert(page);
    if (pages.size() == 1) {
        in_session([](Dashboard& told) { told.session_.record_trace(true); });
        list_incidents();
    }
    for (Json& message : backlog.messages()) send(page, std::move(message));
    ask();
}

void Dashboard::Thread::closed(const Page& page) {
    if (pages.erase(page) == 0 || !pages.empty()) return;
    next_snapshot.cancel();
    in_session([](Dashboard& told) { told.session_.record_trace(false); });
    wait_until_idle();
}

void Dashboard::Thread::wait_until_idle() {
    idle.expires_after(sources.closes_after);
    idle.async_wait([this](error_code cancelled) {
        if (cancelled || has_closed) return;
        if (!pages.empty()) return wait_until_idle();
        has_closed = true;
        server.close();
        // The thread ends after the last call that the session has made before it knows.
        auto end = back<bool>([](Thread& self, bool) { self.context.stop(); });
        in_session([end](Dashboard& told) {
            told.has_closed_ = true;
            end(true);
        });
    });
}

void Dashboard::Thread::received(const Page& page, std::string_view message) {
    const Json request = Json::parse(message, nullptr, false);
    if (!request.is_object()) return;
    const std::string name = request.value("command", Json()).is_string()
                                 ? request["command"].get<std::string>()
                                 : std::string();
    const Json id = request.value("id", Json()).is_number() ? request["id"] : Json();
    const auto answer = [id, name](Thread& self, const Page& asker, const Done& done) {
        Json result = Json::parse(done.result, nullptr, false);
        if (result.is_discarded()) result = nullptr;
        self.send(asker, {{"type", "done"},
                          {"id", id},
                          {"command", name},
                          {"problem", done.problem},
                          {"result", std::move(result)}});
    };
    const auto command = command_named(name);
    if (!command) return answer(*this, page, {"the dashboard has no such command", {}});
    const std::weak_ptr<PageSocket> asker = page;
    auto tell = back<Done>([asker, answer](Thread& self, const Done& done) {
        if (const Page alive = asker.lock()) answer(self, alive, done);
    });
    in_session([command = *command, tell](Dashboard& told) {
        told.session_.execute(command, [tell](Done done) { tell(std::move(done)); });
    });
}

void Dashboard::Thread::ask() {
    if (pages.empty() || std::exchange(asking, true)) return;
    const std::uint64_t question = ++newest_question;
    next_snapshot.cancel();
    patience.expires_after(kSessionPatience);
    patience.async_wait([this](error_code cancelled) {
        if (!cancelled) send_all({{"type", "hangs"}});
    });
    auto tell =
        back<Seen>([question](Thread& self, const Seen& seen) { self.seen(question, seen); });
    in_session([from = backlog.next_record(), tell](Dashboard& told) {
        tell({told.session_.snapshot(), told.session_.history_part(from)});
    });
}

void Dashboard::Thread::seen(std::uint64_t question, const Seen& now) {
    patience.cancel();
    const TracePart& part = now.history;
    const Clocks clocks{part.monotonic, part.since_1970};
    send_all(backlog.add_history(part));
    send_all(backlog.add_minutes(now.snapshot.status.metrics, clocks), true);
    const auto& status = now.snapshot.status;
    const auto& last = status.last_incident;
    const std::string incident =
        last ? std::to_string(last->number) + (last->open ? " open" : "") : std::string();
    if (std::exchange(known_incident, incident) != incident) list_incidents();
    if (reads_processes) return show(question, status, clocks, nullptr);
    reads_processes = true;
    process_patience.expires_after(kProcessPatience);
    process_patience.async_wait([this, question, status, clocks](error_code cancelled) {
        if (!cancelled) show(question, status, clocks, nullptr);
    });
    const std::vector<int> leaders = now.snapshot.leaders;
    aside([read = sources.processes, leaders] { return read(leaders); },
          [question, status, clocks, leaders](Thread& self, const Json& processes) {
              self.reads_processes = false;
              self.add_sample(processes, leaders, clocks);
              self.show(question, status, clocks, processes);
          });
}

void Dashboard::Thread::add_sample(const Json& processes, const std::vector<int>& leaders,
                                   const Clocks& clocks) {
    const Json reply = {
        {"monotonic_ns", clocks.monotonic.count()}, {"servers", leaders}, {"processes", processes}};
    if (auto sample = trace::sample_of(reply)) samples.push_back(*std::move(sample));
    if (samples.size() > kMaxSamples) samples.pop_front();
    send_all(backlog.add_usage(processes, clocks), true);
}

/// Shows the status once, with the processes or, if those took too long, without.
void Dashboard::Thread::show(std::uint64_t question, const core::Status& status,
                             const Clocks& clocks, const Json& processes) {
    if (!asking || question != newest_question) return;
    asking = false;
    process_patience.cancel();
    send_all(status_message(sources.about, status, processes, clocks), true);
    next_snapshot.expires_after(kBetweenSnapshots);
    next_snapshot.async_wait([this](error_code cancelled) {
        if (!cancelled) ask();
    });
}

void Dashboard::Thread::list_incidents() {
    aside(sources.incidents,
          [](Thread& self, const Json& list) { self.send_all(self.backlog.set_incidents(list)); });
}

void Dashboard::Thread::send_incident(const Connection& connection, const Asked& wanted) {
    aside([read = sources.incident, id = wanted.argument] { return read(id); },
          [connection](Thread& self, const Json& document) {
              if (document.is_null()) {
                  return self.server.refuse(connection, http::status::not_found,
                                            "There is no such incident.");
              }
              self.server.reply(connection, "application/json", text_of(document));
          });
}

/// Reads the trace from this record on, and sends all of it once its end is reached.
void Dashboard::Thread::send_trace(const Connection& connection, std::uint64_t from,
                                   const std::shared_ptr<TracedSession>& traced) {
    auto tell = back<TracePart>([connection, traced](Thread& self, const TracePart& part) {
        const auto& records = part.recorded.records;
        traced->records.insert(traced->records.end(), records.begin(), records.end());
        if (!records.empty() && part.recorded.next < part.end) {
            return self.send_trace(connection, part.recorded.next, traced);
        }
        traced->open = part.open;
        traced->samples = self.samples;
        if (self.gopls_spans) {
            traced->spans = self.gopls_spans->read(0, gopls_spans::Store::kSpans).spans;
        }
        traced->clocks = {part.monotonic, part.since_1970};
        traced->pid = self.sources.pid;
        self.server.reply(connection, "application/octet-stream", trace_file(*traced),
                          "gopls-proxy-" + std::to_string(self.sources.pid) + ".pftrace");
    });
    in_session([from, tell](Dashboard& told) { tell(told.session_.trace_part(from)); });
}

void Dashboard::Thread::send(const Page& page, Json message) {
    if (page->visitor().hides_paths) hide_paths(message);
    page->send(text_of(message));
}

/// Sends a message that is not null.
void Dashboard::Thread::send_all(const Json& message, bool can_be_missed) {
    if (message.is_null()) return;
    for (const Page& page : pages) {
        if (!can_be_missed || !page->is_behind()) send(page, message);
    }
}

Dashboard::Dashboard(io::Loop& session_loop, Sources sources, Session session)
    : session_(std::move(session)), mailbox_(session_loop) {
    body_ = std::make_shared<Thread>(std::move(sources), mailbox_.address(), this);
    thread_.emplace(body_);
}

Dashboard::~Dashboard() = default;

void Dashboard::open(const DashboardRequest& request, std::function<void(Done)> done) {
    if (!thread_->is_running()) return done({"the system gives it no thread", {}});
    asio::post(body_->context, [body = body_.get(), request, done = std::move(done)] {
        body->open(request, done);
    });
}

}  // namespace observability::web
