#include "doctor/facts/programs.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

#include "app/gopls/server_environment.hpp"
#include "io/child.hpp"
#include "io/guardian.hpp"
#include "io/loop.hpp"
#include "io/random.hpp"
#include "io/session_end.hpp"
#include "io/stream.hpp"
#include "io/timer.hpp"

namespace doctor {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostOutputBytes = std::size_t{64} << 20;
constexpr std::size_t kMostErrorBytes = std::size_t{64} << 10;
constexpr std::size_t kReadBytes = std::size_t{64} << 10;
/// A child that outlives the program may hold its output open.
constexpr auto kOutputAfterExit = 200ms;
/// Between two questions whether to continue.
constexpr auto kBeat = 100ms;

std::string fresh_mark() {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string mark;
    for (const char byte : io::random_bytes(8)) {
        const auto value = static_cast<unsigned char>(byte);
        mark += {kDigits[value >> 4U], kDigits[value & 15U]};
    }
    return mark;
}

/// go commands mostly wait for each other's files: a few more than there are processors.
std::size_t useful_at_once() {
    return std::max<std::size_t>(4, std::size_t{2} * std::thread::hardware_concurrency());
}

/// One program, from its start to its end.
class Running {
  public:
    Running(io::Loop& loop, const Program& program, const std::string& mark,
            std::chrono::milliseconds limit, std::function<void()> done)
        : mark_(mark),
          is_watched_(program.is_watched),
          done_(std::move(done)),
          out_room_(kReadBytes),
          err_room_(kReadBytes),
          time_up_(loop, [this] { end_by_force(Ran::State::kTimedOut); }),
          drained_(loop, [this] { finish(); }) {
        io::ChildOptions options;
        options.program = program.argv.front();
        options.arguments.assign(program.argv.begin() + 1, program.argv.end());
        options.environment = app::entries(program.environment, mark);
        options.working_directory = program.folder;
        auto child =
            io::Child::spawn(loop, options, [this](int code, int signal) { exited(code, signal); });
        if (child.has_error()) {
            result_.errors = child.error().message;
            drained_.arm(0ns);
            return;
        }
        child_ = std::move(*child);
        read(child_->stdout_stream(), out_room_, result_.output, kMostOutputBytes);
        read(child_->stderr_stream(), err_room_, result_.errors, kMostErrorBytes);
        child_->stdin_stream().write(program.input);
        child_->stdin_stream().close_after_flush();
        time_up_.arm(limit);
    }

    Ran take_result() { return std::move(result_); }

    void stop() {
        if (!finished_) end_by_force(Ran::State::kStopped);
    }

  private:
    void read(io::Stream& stream, std::vector<char>& room, std::string& text, std::size_t most) {
        ++open_streams_;
        stream.start_reading({[&room] { return std::span<char>(room); },
                              [this, &room, &text, most](std::size_t n) {
                                  if (is_watched_ && text.size() + n > most) {
                                      text.erase(0, text.size() / 2);
                                  }
                                  text.append(room.data(), std::min(n, most - text.size()));
                              },
                              [this](int) {
                                  --open_streams_;
                                  if (exited_ && open_streams_ == 0) finish();
                              }});
    }

    void exited(int code, int signal) {
        exited_ = true;
        if (finished_) return;
        result_.state = Ran::State::kEnded;
        result_.code = signal != 0 ? 128 + signal : code;
        if (open_streams_ == 0) return finish();
        drained_.arm(kOutputAfterExit);
    }

    void end_by_force(Ran::State state) {
        result_.state = state;
        if (is_watched_ && child_ != nullptr) {
            result_.processes = io::observe_session(child_->pid()).processes;
        }
        if (child_ == nullptr) return finish();
        // Its children first, in whatever session: once it is gone, they look like daemons.
        io::end_session(child_->pid(), mark_);
        child_->kill_group(9);
        finish();
    }

    void finish() {
        if (std::exchange(finished_, true)) return;
        time_up_.disarm();
        drained_.disarm();
        done_();
    }

    std::string mark_;
    const bool is_watched_;
    std::function<void()> done_;
    Ran result_;
    std::vector<char> out_room_;
    std::vector<char> err_room_;
    int open_streams_ = 0;
    bool exited_ = false;
    bool finished_ = false;
    io::Timer time_up_;
    io::Timer drained_;
    std::unique_ptr<io::Child> child_;
};

}  // namespace

std::string first_words(const Ran& ran) {
    for (const std::string* text : {&ran.errors, &ran.output}) {
        std::istringstream lines(*text);
        for (std::string line; std::getline(lines, line);) {
            if (line.find_first_not_of(" \t\r") != std::string::npos) return line;
        }
    }
    return {};
}

struct Programs::Session {
    io::Loop loop;
    std::string mark = fresh_mark();
    int started = 0;
    std::unique_ptr<io::Guardian> guardian;
    bool guardian_left = false;
};

/// The programs of one call of `run`.
class Programs::Batch {
  public:
    Batch(Session& session, const std::vector<Program>& programs, std::chrono::milliseconds limit,
          const KeepGoing& keep_going)
        : session_(session),
          programs_(programs),
          limit_(limit),
          keep_going_(keep_going),
          running_(programs.size()),
          beat_(session.loop, [this] { ask_to_continue(); }) {
        if (keep_going_) beat_.arm(kBeat);
    }

    std::vector<Ran> results() {
        if (programs_.empty()) return {};
        is_stopped_ = keep_going_ && !keep_going_();
        start_more();
        if (at_once_ > 0) session_.loop.run();
        std::vector<Ran> results;
        results.reserve(running_.size());
        for (const auto& one : running_) {
            results.push_back(one != nullptr ? one->take_result()
                                             : Ran{Ran::State::kStopped, -1, {}, {}});
        }
        return results;
    }

  private:
    void start_more() {
        for (; !is_stopped_ && at_once_ < useful_at_once() && next_ < programs_.size(); ++next_) {
            ++at_once_;
            const std::string mark = session_.mark + "." + std::to_string(++session_.started);
            running_[next_] = std::make_unique<Running>(session_.loop, programs_[next_], mark,
                                                        limit_, [this] { one_is_done(); });
        }
    }

    void ask_to_continue() {
        if (keep_going_()) return beat_.arm(kBeat);
        is_stopped_ = true;
        for (const auto& one : running_) {
            if (one != nullptr) one->stop();
        }
    }

    void one_is_done() {
        --at_once_;
        start_more();
        if (at_once_ == 0) session_.loop.stop();
    }

    Session& session_;
    const std::vector<Program>& programs_;
    const std::chrono::milliseconds limit_;
    const KeepGoing& keep_going_;
    std::vector<std::unique_ptr<Running>> running_;
    std::size_t next_ = 0;
    std::size_t at_once_ = 0;
    bool is_stopped_ = false;
    io::Timer beat_;
};

Programs::Programs(std::chrono::milliseconds limit, KeepGoing keep_going)
    : session_(std::make_unique<Session>()), limit_(limit), keep_going_(std::move(keep_going)) {
    auto guardian = io::Guardian::start(
        session_->loop, session_->mark,
        [session = session_.get()](int, int) { session->guardian_left = true; });
    if (guardian.has_value()) session_->guardian = std::move(*guardian);
}

Programs::~Programs() {
    if (!session_->guardian || session_->guardian_left) return;
    session_->guardian->dismiss([loop = &session_->loop] { loop->stop(); });
    session_->loop.run();
}

std::vector<Ran> Programs::run(const std::vector<Program>& programs,
                               std::chrono::milliseconds limit, const KeepGoing& keep_going) {
    if (!keep_going_ || !keep_going) {
        return Batch(*session_, programs, limit, keep_going_ ? keep_going_ : keep_going).results();
    }
    const KeepGoing both = [&] { return keep_going_() && keep_going(); };
    return Batch(*session_, programs, limit, both).results();
}

std::vector<Ran> Programs::run(const std::vector<Program>& programs) {
    return run(programs, limit_);
}

Ran Programs::run(const Program& program, std::chrono::milliseconds limit,
                  const KeepGoing& keep_going) {
    return std::move(run(std::vector<Program>{program}, limit, keep_going).front());
}

}  // namespace doctor
