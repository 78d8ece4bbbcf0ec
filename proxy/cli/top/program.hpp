// The running view: asks the sessions again and again, and reacts to keys and signals.
//
// Sockets are read and proxies asked in other threads, each proxy in its own, so that the keys
// react at once and a proxy that hangs delays no other.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "cli/top/controls.hpp"
#include "cli/top/sessions.hpp"
#include "cli/top/terminal.hpp"
#include "io/background.hpp"
#include "io/loop.hpp"
#include "io/readable.hpp"
#include "io/signals.hpp"
#include "io/timer.hpp"

namespace cli::top {

class Program {
  public:
    struct Options {
        std::chrono::nanoseconds interval{};
        std::string home;  ///< shown as `~`; may be empty
        Charset charset = Charset::kUtf8;
    };

    Program(Terminal& terminal, const app::Environment& environment, const Options& options);

    /// Returns when the user or a signal quits: the signal, or 0. Throws what a callback threw.
    int run();

  private:
    void watch(int signum);
    void watch_stop();
    void stop();
    void read_keys();
    void handle(Key key);
    void list_sessions();
    void ask(const std::filesystem::path& socket);
    void send(const Request& request);
    void show();
    std::vector<const Row*> sorted_rows() const;
    core::Time now() const { return core::Time(loop_.now()); }

    Terminal& terminal_;
    const std::chrono::nanoseconds interval_;
    const Letters letters_;
    const std::vector<std::filesystem::path> folders_;
    Sessions sessions_;
    Controls controls_;
    int signal_ = 0;
    std::string failure_;

    io::Loop loop_;
    io::Background background_{loop_};
    io::Timer next_{loop_, [this] { list_sessions(); }};
    std::vector<io::SignalWatch> signals_;
    std::optional<io::SignalWatch> stop_watch_;
    std::optional<io::ReadableWatch> keys_;
    bool listing_ = false;
};

}  // namespace cli::top
