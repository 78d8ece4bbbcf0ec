#include "bench/cost_tools.hpp"

#include <signal.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <thread>

#include "bench/frames.hpp"

namespace bench {
namespace {

namespace fs = std::filesystem;

/// The function that the proxy calls for its table of times, on SIGUSR1.
constexpr const char* kToldOnSignal = "core::Metrics::table*";

/// Whether the program says its version under the tool.
bool runs(const std::string& tool, const std::string& proxy) {
    return !first_line_of(tool + " '" + proxy + "' --proxy-version 2>/dev/null").empty();
}

class Callgrind : public CostTool {
  public:
    explicit Callgrind(fs::path folder) : folder_(std::move(folder)) {}

    std::string name() const override { return "instructions"; }

    /// Valgrind cannot read the debugging information of every compiler: 3.19 not clang's.
    std::string missing(const std::string& proxy) const override {
        if (first_line_of("valgrind --version 2>/dev/null").empty()) return "valgrind not found";
        constexpr auto kTry = "valgrind -q --tool=callgrind --callgrind-out-file=/dev/null";
        return runs(kTry, proxy) ? "" : "valgrind does not work here with this program";
    }

    /// Valgrind does not follow the server, which is another program.
    std::vector<std::string> command(const std::vector<std::string>& argv) override {
        std::vector<std::string> result{"valgrind",
                                        "-q",
                                        "--tool=callgrind",
                                        "--separate-threads=yes",
                                        std::string("--dump-before=") + kToldOnSignal,
                                        "--callgrind-out-file=" + (folder_ / "counted.%p").string(),
                                        "--log-file=" + (folder_ / "said.%p").string()};
        result.insert(result.end(), argv.begin(), argv.end());
        return result;
    }

    void look(pid_t proxy) override {
        const auto file = folder_ / (name(proxy) + std::to_string(++looks_) + kFirstThread);
        ::kill(proxy, SIGUSR1);
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!total_of(file)) {
            if (std::chrono::steady_clock::now() > deadline)
                throw Failure(
                    std::string("valgrind wrote no count: on SIGUSR1 the proxy must call ") +
                    kToldOnSignal);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    /// Each look leaves one file per thread with the counts since the look before.
    Count count(pid_t proxy) override {
        for (const auto& entry : fs::directory_iterator(folder_)) {
            const auto file = entry.path().filename().string();
            if (!file.starts_with(name(proxy))) continue;
            (file.ends_with(kFirstThread) ? sum_.loop : sum_.aside) +=
                total_of(entry.path()).value_or(0);
            fs::remove(entry.path());
        }
        return sum_;
    }

  private:
    static constexpr const char* kFirstThread = "-01";

    static std::string name(pid_t proxy) { return "counted." + std::to_string(proxy) + "."; }

    /// Returns nothing while the file is still being written.
    static std::optional<std::uint64_t> total_of(const fs::path& counted) {
        std::ifstream file(counted);
        for (std::string line; std::getline(file, line);)
            if (line.starts_with("totals: ") && !file.eof()) return std::stoull(line.substr(8));
        return std::nullopt;
    }

    fs::path folder_;
    int looks_ = 0;
    Count sum_;
};

class Strace : public CostTool {
  public:
    explicit Strace(fs::path folder) : folder_(std::move(folder)) {}

    std::string name() const override { return "system_calls"; }

    std::string missing(const std::string& proxy) const override {
        if (first_line_of("strace --version 2>/dev/null").empty()) return "strace not found";
        return runs("strace -o /dev/null", proxy)
                   ? ""
                   : "strace may not trace here (containers need the ptrace capability)";
    }

    /// Writes one file per thread of each process. With -D the tracer is a grandchild, and the
    /// proxy the child.
    std::vector<std::string> command(const std::vector<std::string>& argv) override {
        std::vector<std::string> result{"strace",      "-D",  "-ff",
                                        "-q",          "-s0", "-e",
                                        "signal=none", "-o",  (folder_ / "counted").string()};
        result.insert(result.end(), argv.begin(), argv.end());
        return result;
    }

    /// Nothing to do: strace writes each line before the thread continues.
    void look(pid_t) override {}

    Count count(pid_t proxy) override {
        Count count;
        std::error_code gone;
        for (const auto& thread :
             fs::directory_iterator("/proc/" + std::to_string(proxy) + "/task", gone)) {
            const auto id = thread.path().filename().string();
            std::ifstream file(folder_ / ("counted." + id));
            auto& lines = id == std::to_string(proxy) ? count.loop : count.aside;
            for (std::string line; std::getline(file, line);) ++lines;
        }
        return count;
    }

  private:
    fs::path folder_;
};

}  // namespace

std::unique_ptr<CostTool> callgrind(const fs::path& folder) {
    return std::make_unique<Callgrind>(folder);
}

std::unique_ptr<CostTool> strace(const fs::path& folder) {
    return std::make_unique<Strace>(folder);
}

std::string first_line_of(const std::string& shell_command) {
    std::FILE* const output = ::popen(shell_command.c_str(), "r");
    if (output == nullptr) return {};
    std::string line;
    for (int c = std::fgetc(output); c != EOF && c != '\n'; c = std::fgetc(output))
        line += static_cast<char>(c);
    // Reads all output, so that the command does not die of a closed pipe.
    while (std::fgetc(output) != EOF) {
    }
    return ::pclose(output) == 0 ? line : std::string();
}

}  // namespace bench
