#include "app/gopls/server_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <new>
#include <system_error>
#include <utility>

#include "app/gopls/server_arguments.hpp"

namespace app {
namespace {

using namespace std::chrono_literals;

/// gopls exits by itself at the end of its stdin, at once when idle (docs/gopls-facts.md,
/// "Processes").
constexpr auto kGrace = 60ms;
/// The time to write all goroutines; a stopped process never does.
constexpr auto kDumpTime = 700ms;
constexpr auto kBetweenRounds = 10ms;
/// Processes left after these rounds cannot die (state D).
constexpr int kMaxRounds = 100;
/// The time from the exit to the end of the output, or the other way round.
constexpr auto kOtherHalf = 200ms;
constexpr std::size_t kStderrRoomBytes = 16 << 10;
constexpr std::size_t kMaxTailLineBytes = 2000;

/// An upgrade, or a file system that is briefly away, shows as "missing".
core::StartFault fault_of(int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
        case EACCES:  // written, and not yet made executable
        case ESTALE:
        case EIO:
            return core::StartFault::kMissing;
        case ETXTBSY:
        case EAGAIN:
        case ENOMEM:
        case EMFILE:
        case ENFILE:
            return core::StartFault::kBusy;
        default:
            return core::StartFault::kLasting;
    }
}

/// Go's runtime ends a crash with exit code 2, or (GOTRACEBACK=crash) with a signal to itself. A
/// shell in front of it turns the signal into 128 plus its number.
bool may_be_crash(const core::ExitStatus& status) {
    constexpr std::array kOfCrash{SIGABRT, SIGSEGV, SIGBUS,  SIGFPE,
                                  SIGILL,  SIGQUIT, SIGTRAP, SIGSYS};
    const int signal = status.signal != 0 || status.code <= 128 ? status.signal : status.code - 128;
    if (signal == 0) return status.code != 0;
    return std::find(kOfCrash.begin(), kOfCrash.end(), signal) != kOfCrash.end();
}

std::string named(int pid, const std::string& name) {
    return name + " (pid " + std::to_string(pid) + ")";
}

}  // namespace

ServerProcess::ServerProcess(io::Loop& loop, std::string mark, ServerEvents events)
    : mark_(std::move(mark)),
      events_(std::move(events)),
      timer_(loop,
             [this] {
                 if (ending_) {
                     kill_round();
                 } else {
                     other_half_missing();
                 }
             }),
      stderr_room_(kStderrRoomBytes),
      background_(loop) {}

ServerProcess::~ServerProcess() = default;

boost::system::result<std::unique_ptr<ServerProcess>, StartError> ServerProcess::start(
    io::Loop& loop, const io::ChildOptions& options, std::string mark, ServerEvents events) try {
    std::unique_ptr<ServerProcess> server(
        new ServerProcess(loop, std::move(mark), std::move(events)));
    auto* raw = server.get();
    auto child =
        io::Child::spawn(loop, options, [raw](int code, int signal) { raw->exited(code, signal); });
    if (child.has_error()) {
        return StartError{fault_of(child.error().code.value()), child.error().message};
    }
    server->child_ = std::move(*child);
    server->watch();
    return server;
} catch (const std::system_error& error) {
    return StartError{fault_of(error.code().value()),
                      "cannot start " + options.program + ": " + error.what()};
} catch (const std::bad_alloc&) {
    return StartError{fault_of(ENOMEM), "cannot start " + options.program + ": out of memory"};
}

void ServerProcess::watch() {
    io::ReadHandler handler = events_.output;
    handler.ended = [this](int) { output_ended(); };
    child_->stdout_stream().start_reading(std::move(handler));
    child_->stderr_stream().start_reading({[this] { return std::span<char>(stderr_room_); },
                                           [this](std::size_t n) { stderr_received(n); },
                                           [](int) {}});
}

void ServerProcess::stderr_received(std::size_t n) {
    const std::string_view bytes(stderr_room_.data(), n);
    if (dumping_) {
        dump_.append(bytes.substr(0, kMaxDumpBytes - std::min(kMaxDumpBytes, dump_.size())));
        return;
    }
    for (const char c : bytes) {
        if (c != '\n') {
            if (partial_line_.size() < kMaxTailLineBytes) partial_line_ += c;
            continue;
        }
        crash_.add(partial_line_);
        if (const auto port = debug_port_in(partial_line_); port != 0) debug_port_ = port;
        tail_.push_back(std::exchange(partial_line_, {}));
        if (tail_.size() > kTailLines) tail_.pop_front();
    }
    events_.stderr_bytes(bytes);
}

std::string ServerProcess::last_words() const {
    if (!may_be_crash(status_)) return {};
    return crash_.text().empty() ? stderr_tail() : crash_.text();
}

std::string ServerProcess::stderr_tail() const {
    std::string text;
    for (const std::string& line : tail_) text += line + '\n';
    return text + partial_line_;
}

void ServerProcess::pause_output(bool paused) {
    if (paused && serves()) {
        child_->stdout_stream().pause_reading();
    } else {
        child_->stdout_stream().resume_reading();
    }
}

void ServerProcess::exited(int code, int signal) {
    exited_ = true;
    status_ = {code, signal};
    if (ending_) return kill_round();  // the leader is gone: look for what it left behind
    if (output_ended_) return report_gone();
    pause_output(false);
    timer_.arm(kOtherHalf);
}

void ServerProcess::output_ended() {
    output_ended_ = true;
    if (ending_) return;
    if (exited_) return report_gone();
    timer_.arm(kOtherHalf);
}

/// Called after an exit without the end of the output, or the other way round.
void ServerProcess::other_half_missing() {
    if (!exited_) return report_gone();
    background_.run([in = child_->stdin_pipe(), out = child_->stdout_pipe()](
                        io::Background::Abandoned) { return io::is_served(in, out); },
                    [this](bool served) {
                        if (ending_ || reported_) return;
                        if (!served) return report_gone();
                        serves_on_ = true;
                        status_ = {1, 0};  // the exit status of that process stays unknown
                    });
    if (background_.starved()) report_gone();
}

void ServerProcess::report_gone() {
    if (std::exchange(reported_, true)) return;
    child_->stdout_stream().read_available();  // its last answers, if the loop is late
    child_->stderr_stream().read_available();  // its last words are part of how it ended
    if (!exited_) status_ = {1, 0};            // alive, but it will never write again
    events_.gone(status_);
}

void ServerProcess::end() {
    if (std::exchange(ending_, true)) return;
    // Its output is still drained, because gopls holds a lock while it writes.
    child_->stdin_stream().close();
    timer_.arm(serves() ? std::chrono::nanoseconds(kGrace) : 0ns);
}

void ServerProcess::dump_and_end(std::optional<io::ProcessIdentity> gopls) {
    if (ending_ || !serves()) return end();
    end();
    dumping_ = true;
    if (!gopls || gopls->pid == pid()) {
        child_->kill(SIGQUIT);
    } else {
        background_.run(
            [process = *gopls](io::Background::Abandoned) {
                return io::signal_process(process.pid, process.start_ticks, SIGQUIT);
            },
            [](bool) {});
    }
    timer_.arm(kDumpTime);
}

void ServerProcess::kill_round() {
    if (std::exchange(in_round_, true)) return;
    if (sessions_.empty()) sessions_ = {pid()};
    background_.run([sessions = sessions_, mark = mark_](
                        io::Background::Abandoned) { return io::kill_round(sessions, mark); },
                    [this](const io::KillRound& round) { round_done(round); });
    // The other processes are killed once there is a thread to find them.
    if (background_.starved()) child_->kill_group(SIGKILL);
}

void ServerProcess::round_done(const io::KillRound& round) {
    in_round_ = false;
    sessions_ = round.sessions;
    if (!round.seen) child_->kill_group(SIGKILL);
    for (const auto& s : round.survivors) {
        if (s.pid != pid() && !io::is_go_tool(s.name)) also_ended_.emplace(s.pid, s.name);
    }
    // Twice in a row, because a process in the middle of an exec has no environment that identifies
    // it.
    clean_rounds_ = round.survivors.empty() && exited_ ? clean_rounds_ + 1 : 0;
    if (clean_rounds_ < 2 && ++rounds_ <= kMaxRounds) return timer_.arm(kBetweenRounds);
    timer_.disarm();
    std::vector<std::string> survivors;
    for (const auto& s : round.survivors) {
        survivors.push_back(named(s.pid, s.name) + ", state " + s.state);
    }
    events_.ended(survivors);
}

std::vector<std::string> ServerProcess::also_ended() const {
    std::vector<std::string> ended;
    for (const auto& [pid, name] : also_ended_) ended.push_back(named(pid, name));
    return ended;
}

}  // namespace app
