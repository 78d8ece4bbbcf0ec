#include "cli/health/gopls_session.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <utility>

#include "app/gopls/server_environment.hpp"
#include "app/gopls/server_process.hpp"
#include "cli/health/gopls_memory.hpp"
#include "io/background.hpp"
#include "io/guardian.hpp"
#include "io/loop.hpp"
#include "io/patience.hpp"
#include "io/processes.hpp"
#include "io/random.hpp"
#include "io/signals.hpp"
#include "io/timer.hpp"
#include "observability/hex.hpp"

namespace cli::health {
namespace {

using namespace std::chrono_literals;
using app::client::Asked;
using app::client::Clock;
using app::client::Conversation;

constexpr auto kBetweenSamples = 250ms;
/// For a look at the processes, which takes milliseconds.
constexpr auto kProcessesTime = 2s;
/// For the reply to `shutdown`.
constexpr auto kPoliteTime = 2s;
/// For killing what does not end by itself; it takes milliseconds.
constexpr auto kEndTime = 15s;
constexpr std::array kStopSignals{SIGINT, SIGTERM, SIGHUP};

}  // namespace

class GoplsSession::Body {
  public:
    explicit Body(const GoplsStart& start)
        : mark_(observability::hex(io::random_bytes(8))),
          conversation_([this](const std::string& method,
                               const nlohmann::json& params) { load_.read(method, params); },
                        start.settings),
          alarm_(loop_, [this] { loop_.stop(); }),
          sampler_(loop_, [this] { sample(); }),
          background_(loop_) {
        for (const int signal : kStopSignals) {
            // Ignored at the start means that the parent does not want it (nohup).
            if (io::is_ignored(signal)) continue;
            signals_.push_back(std::make_unique<io::SignalWatch>(loop_, signal, [this] {
                interrupted_ = true;
                loop_.stop();
            }));
        }
    }

    boost::system::result<void, app::Failure> launch(const GoplsStart& start) {
        auto guardian = io::Guardian::start(loop_, mark_, [this](int, int) { guardian_.reset(); });
        if (guardian.has_value()) guardian_ = std::move(*guardian);
        io::ChildOptions options;
        options.program = start.gopls;
        options.environment = app::entries(
            app::server_environment(start.environment, {}, core::Network::kNormal), mark_ + ".1");
        options.working_directory = start.folder;
        app::ServerEvents events;
        events.output.room = [this] { return conversation_.room(); };
        events.output.received = [this](std::size_t n) { received(n); };
        events.stderr_bytes = [](std::string_view) {};
        events.gone = [this](core::ExitStatus status) {
            gone_ = status;
            loop_.stop();
        };
        events.ended = [this](const std::vector<std::string>&) {
            ended_ = true;
            loop_.stop();
        };
        started_ = Clock::now();
        auto server = app::ServerProcess::start(loop_, options, mark_ + ".1", std::move(events));
        if (server.has_error()) return app::Failure{server.error().message};
        server_ = std::move(*server);
        if (guardian_) guardian_->server_started(1, server_->pid());
        sampler_.arm(kBetweenSamples);
        return {};
    }

    int request(std::string_view method, const nlohmann::json& params) {
        const int id = conversation_.request(method, params);
        flush();
        return id;
    }

    void notify(std::string_view method, const nlohmann::json& params) {
        conversation_.notify(method, params);
        flush();
    }

    Waited wait_until(const std::function<bool()>& done, core::Duration limit) {
        const auto deadline = Clock::now() + limit;
        for (;;) {
            if (done()) return Waited::kDone;
            if (interrupted_) return Waited::kInterrupted;
            if (gone_ || broken_) return Waited::kGoplsEnded;
            const auto left = deadline - Clock::now();
            if (left <= 0ns) return Waited::kTimedOut;
            run_for(left);
        }
    }

    std::optional<std::uint64_t> resident_bytes() {
        if (ended_ || gone_) return {};
        bool is_done = false;
        std::optional<std::uint64_t> bytes;
        io::run_within(
            kProcessesTime, loop_, background_,
            [pid = server_->pid()](io::Background::Abandoned) { return io::observe_session(pid); },
            [&](const std::optional<io::Snapshot>& snapshot) {
                if (snapshot) bytes = record(*snapshot);
                is_done = true;
                loop_.stop();
            },
            [](const io::Snapshot&) {});
        while (!is_done) run_for(kProcessesTime);
        return bytes;
    }

    void close(bool with_dump) {
        if (!server_) return;
        sampler_.disarm();
        if (!with_dump && !gone_ && !broken_ && !interrupted_) {
            const int id = request("shutdown", nullptr);
            const auto replied = [&] { return conversation_.asked(id).answered(); };
            if (wait_until(replied, kPoliteTime) == Waited::kDone) notify("exit", nullptr);
        }
        if (with_dump) {
            resident_bytes();  // finds the process to dump
            server_->dump_and_end(gopls_);
        } else {
            server_->end();
        }
        const auto deadline = Clock::now() + kEndTime;
        while (!ended_ && Clock::now() < deadline) run_for(deadline - Clock::now());
        dump_ = server_->dump();
        stderr_ = server_->stderr_tail();
        server_.reset();
        dismiss_guardian();
        signals_.clear();
    }

    std::string mark_;
    io::Loop loop_;
    LoadProgress load_;
    Conversation conversation_;
    io::Timer alarm_;
    io::Timer sampler_;
    std::vector<std::unique_ptr<io::SignalWatch>> signals_;
    std::unique_ptr<io::Guardian> guardian_;
    std::unique_ptr<app::ServerProcess> server_;
    Clock::time_point started_;
    std::optional<core::ExitStatus> gone_;
    std::optional<io::ProcessIdentity> gopls_;  ///< the process that serves
    std::optional<std::uint64_t> peak_;
    std::string dump_;
    std::string stderr_;
    bool broken_ = false;  ///< it wrote something that is not LSP
    bool ended_ = false;   ///< no process of it is left
    bool interrupted_ = false;
    bool is_sampling_ = false;
    io::Background background_;  ///< last: work still running does not use this

  private:
    void run_for(core::Duration time) {
        alarm_.arm(time);
        loop_.run();
        alarm_.disarm();
    }

    void dismiss_guardian() {
        // With processes left, it ends them when it is gone.
        if (guardian_ && ended_) {
            guardian_->server_ended(1);
            bool has_left = false;
            guardian_->dismiss([&] {
                has_left = true;
                loop_.stop();
            });
            while (!has_left) run_for(1s);
        }
        guardian_.reset();
    }

    void flush() {
        std::string& unsent = conversation_.unsent();
        if (unsent.empty() || !server_ || gone_) return;
        server_->input().write(unsent);
        unsent.clear();
    }

    void received(std::size_t n) {
        if (!conversation_.received(n)) broken_ = true;
        flush();
        loop_.stop();
    }

    std::optional<std::uint64_t> record(const io::Snapshot& snapshot) {
        const auto bytes = resident_bytes_of(snapshot);
        if (bytes) peak_ = std::max(peak_.value_or(0), *bytes);
        if (const io::Process* const gopls = serving_gopls(snapshot)) {
            gopls_ = io::ProcessIdentity{gopls->pid, gopls->start_ticks};
        }
        return bytes;
    }

    void sample() {
        if (std::exchange(is_sampling_, true) || !server_) return;
        background_.run(
            [pid = server_->pid()](io::Background::Abandoned) { return io::observe_session(pid); },
            [this](const io::Snapshot& snapshot) {
                is_sampling_ = false;
                if (gone_ || ended_ || !server_) return;
                record(snapshot);
                sampler_.arm(kBetweenSamples);
            });
    }
};

GoplsSession::GoplsSession(std::unique_ptr<Body> body) : body_(std::move(body)) {}

boost::system::result<std::unique_ptr<GoplsSession>, app::Failure> GoplsSession::start(
    const GoplsStart& start) {
    auto body = std::make_unique<Body>(start);
    std::unique_ptr<GoplsSession> session(new GoplsSession(std::move(body)));
    if (auto launched = session->body_->launch(start); !launched) return launched.error();
    return session;
}

GoplsSession::~GoplsSession() {
    body_->close(false);
}

int GoplsSession::request(std::string_view method, const nlohmann::json& params) {
    return body_->request(method, params);
}

void GoplsSession::notify(std::string_view method, const nlohmann::json& params) {
    body_->notify(method, params);
}

Waited GoplsSession::wait_for_reply(int id, core::Duration limit) {
    return body_->wait_until([&] { return body_->conversation_.asked(id).answered(); }, limit);
}

Waited GoplsSession::wait_until(const std::function<bool()>& done, core::Duration limit) {
    return body_->wait_until(done, limit);
}

Asked GoplsSession::take(int id) {
    return body_->conversation_.take(id);
}

const LoadProgress& GoplsSession::load() const {
    return body_->load_;
}

core::Duration GoplsSession::age() const {
    return Clock::now() - body_->started_;
}

std::optional<std::uint64_t> GoplsSession::resident_bytes() {
    return body_->resident_bytes();
}

std::optional<std::uint64_t> GoplsSession::peak_resident_bytes() const {
    return body_->peak_;
}

bool GoplsSession::was_interrupted() const {
    return body_->interrupted_;
}

void GoplsSession::close() {
    body_->close(false);
}

void GoplsSession::dump_and_close() {
    body_->close(true);
}

std::string GoplsSession::dump() const {
    return body_->dump_;
}

std::string GoplsSession::stderr_tail() const {
    return body_->stderr_;
}

std::string GoplsSession::end_text() const {
    if (!body_->gone_) return body_->broken_ ? "it wrote something that is not LSP" : "";
    if (body_->gone_->signal != 0) return "signal " + std::to_string(body_->gone_->signal);
    return "exit code " + std::to_string(body_->gone_->code);
}

}  // namespace cli::health
