// bench_client: measures what a relay between an editor and a language server costs. It plays the
// editor, bench_echo is the server, and between them is nothing, socat as a blind relay,
// gopls-proxy, or any other command, in one run, in turns, so that whatever else the machine does
// hits all alike. First pinned to one processor, where relays can be compared, then free, as on a
// user's machine.
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv, mkdtemp are not in <cstdlib>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <sstream>

#include "bench/frames.hpp"
#include "bench/measurements.hpp"
#include "bench/report.hpp"

namespace {

using bench::Effort;
using bench::Failure;
using bench::Numbers;
using bench::RelayCommand;
using bench::Run;
using Clock = std::chrono::steady_clock;

struct Options {
    std::string server;
    std::string proxy;
    std::vector<std::string> more;
    int rounds = 7;
    int seconds = 80;
    bool quick = false;
    bool json = false;
    bool no_socat = false;
};

/// A home of its own for the relays, so that no settings of the user's count and nothing is left.
class TemporaryHome {
  public:
    TemporaryHome() : path_(std::filesystem::temp_directory_path() / "gopls-proxy-bench-XXXXXX") {
        std::string name = path_.string();
        if (::mkdtemp(name.data()) == nullptr) throw Failure("cannot make a temporary folder");
        path_ = name;
        for (const char* variable :
             {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"})
            ::setenv(variable, name.c_str(), 1);
    }
    ~TemporaryHome() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryHome(const TemporaryHome&) = delete;
    TemporaryHome& operator=(const TemporaryHome&) = delete;

  private:
    std::filesystem::path path_;
};

bool on_path(const std::string& program) {
    const char* const path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');)
        if (std::filesystem::exists(std::filesystem::path(folder) / program)) return true;
    return false;
}

/// "name=program argument …", where {server} is the echo server.
RelayCommand parse_relay(const std::string& text, const std::string& server) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) throw Failure("--relay wants NAME=COMMAND, not " + text);
    RelayCommand command{text.substr(0, equals), {}};
    std::istringstream words(text.substr(equals + 1));
    for (std::string word; words >> word;) {
        const auto at = word.find("{server}");
        if (at != std::string::npos) word.replace(at, 8, server);
        command.argv.push_back(word);
    }
    if (command.argv.empty()) throw Failure("--relay " + text + " names no command");
    return command;
}

std::vector<RelayCommand> relays(const Options& options) {
    std::vector<RelayCommand> result{{"none", {options.server}}};
    if (!options.no_socat && on_path("socat")) {
        // Its own buffer is 8 KiB. To its child it uses a socket pair, unless told to use pipes.
        const auto child = "EXEC:" + options.server;
        result.push_back({"socat", {"socat", "-b65536", "-", child}});
        result.push_back({"socat, pipes", {"socat", "-b65536", "-", child + ",pipes"}});
    }
    if (!options.proxy.empty()) result.push_back({"gopls-proxy", {options.proxy}});
    for (const auto& text : options.more) result.push_back(parse_relay(text, options.server));
    return result;
}

/// All relays in turns, round after round, until there are enough rounds or the time is over.
Run run_all(Run run, const std::vector<RelayCommand>& commands, const Options& options,
            Clock::time_point deadline) {
    const Effort effort = options.quick ? Effort{50, 2, 2, 1, 500} : Effort{};
    std::vector<std::vector<Numbers>> measured(commands.size());
    const int rounds = options.quick ? 1 : options.rounds;
    for (run.rounds = 0; run.rounds < rounds; ++run.rounds) {
        if (run.rounds > 0 && Clock::now() >= deadline) break;
        for (std::size_t i = 0; i < commands.size(); ++i) {
            try {
                measured[i].push_back(bench::measure_round(commands[i], effort));
            } catch (const Failure& failure) {
                throw Failure(commands[i].name + ": " + failure.what());
            }
        }
    }
    for (std::size_t i = 0; i < commands.size(); ++i)
        run.rows.push_back({commands[i].name, bench::medians(measured[i])});
    return run;
}

void run(const Options& options) {
    const TemporaryHome home;
    ::setenv("GOPLS_PROXY_GOPLS", options.server.c_str(), 1);
    const auto commands = relays(options);
    const auto start = Clock::now();
    const auto limit = std::chrono::seconds(options.seconds);
    std::vector<Run> runs;
    {
        const bench::PinnedToOneCpu pinned;
        const auto title = "Everything pinned to CPU " + std::to_string(pinned.cpu());
        runs.push_back(run_all({"pinned", title, 0, {}}, commands, options, start + limit / 2));
    }
    runs.push_back(run_all({"unpinned", "Not pinned", 0, {}}, commands, options, start + limit));

    if (options.json) {
        std::puts(bench::json(runs).c_str());
        return;
    }
    const std::size_t against = commands.size() > 1 && commands[1].name == "socat" ? 2 : 1;
    for (const auto& run : runs) std::printf("%s\n", bench::table(run, against).c_str());
    std::puts(
        "p50, p99: round trip of a small request. 64 KiB, 1 MiB, 16 MiB: until a reply of that "
        "size is here.\nCPU/req, CPU/piped: user and system time of the relay's process per "
        "request, one by one and\npipelined. peak mem: most memory the relay's process had "
        "resident. Compare pinned: without, waking\nother cores adds to every row.");
    if (!options.no_socat && against == 1) std::puts("There is no socat here to compare with.");
}

}  // namespace

int main(int argc, char* argv[]) {
    Options options;
    std::error_code no_proc;
    options.server =
        std::filesystem::read_symlink("/proc/self/exe", no_proc).parent_path() / "bench_echo";
    CLI::App app("Measures what a relay between an editor and a language server costs.");
    app.add_option("--proxy", options.proxy, "the gopls-proxy to measure")
        ->check(CLI::ExistingFile);
    app.add_option("--relay", options.more,
                   "NAME=COMMAND: another relay; {server} in it is the echo server, which is also "
                   "in GOPLS_PROXY_GOPLS");
    app.add_option("--server", options.server, "the echo server")->check(CLI::ExistingFile);
    app.add_option("--rounds", options.rounds, "rounds of each run")->check(CLI::Range(1, 1000));
    app.add_option("--seconds", options.seconds, "no new round after this long");
    app.add_flag("--no-socat", options.no_socat, "leave out socat");
    app.add_flag("--quick", options.quick, "a few messages only: that it works, not how fast");
    app.add_flag("--json", options.json, "print JSON instead of tables");
    CLI11_PARSE(app, argc, argv);
    if (!options.proxy.empty()) options.proxy = std::filesystem::absolute(options.proxy);

    // A relay that ends is told by the failed write.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        run(options);
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "bench: %s\n", failure.what());
        return 1;
    }
}
