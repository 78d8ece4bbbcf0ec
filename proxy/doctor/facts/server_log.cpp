#include "doctor/facts/server_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

#include "app/log_line.hpp"

namespace doctor {
namespace {

constexpr off_t kMostLogBytes = off_t{64} << 20;
/// A trace has whole messages; the beginning of one is enough.
constexpr std::size_t kMostLineBytes = std::size_t{64} << 10;
constexpr std::size_t kMostWords = 300;
constexpr std::size_t kMostSettings = 50;

bool holds(std::string_view line, std::string_view words) {
    return line.find(words) != std::string_view::npos;
}

template <std::size_t N>
bool holds_any(std::string_view line, const std::array<std::string_view, N>& list) {
    return std::any_of(list.begin(), list.end(),
                       [&](std::string_view words) { return holds(line, words); });
}

constexpr auto kLoadErrors = std::to_array<std::string_view>(
    {"initial workspace load failed", "Error loading workspace", "Error loading packages",
     "gopls was not able to find modules in your workspace", "packages.Load error",
     "err: exit status 1: stderr:", "go command required, not found"});
constexpr auto kCrashes = std::to_array<std::string_view>(
    {"panic: ", "fatal error: ", "server crashed", "connection to server got closed",
     "connection to server is erroring", "Connection to server is erroring",
     "Connection to server got closed", "quit with exit code", "has exited (exited abnormally"});
constexpr auto kFailedStarts = std::to_array<std::string_view>(
    {"spawn gopls ENOENT", "Couldn't create connection to server", "Spawning language server with",
     "is not present on the path", "failed to start", "executable file not found in $PATH"});

/// Removes the quoting of a text within a text, in JSON or in Lua.
std::string unquoted(std::string_view line) {
    std::string plain;
    plain.reserve(line.size());
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] != '\\' || i + 1 == line.size()) {
            plain += line[i];
            continue;
        }
        const char next = line[++i];
        plain += next == 'n' || next == 't' ? ' ' : next;
    }
    return plain;
}

std::string cut_words(std::string_view line) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(begin);
    const bool is_long = line.size() > kMostWords;
    return std::string(line.substr(0, kMostWords)) + (is_long ? "…" : "");
}

/// Returns whether the line is the start of a request of this method, in the notation of a trace,
/// in JSON or in Lua.
bool is_message(std::string_view line, std::string_view method) {
    const std::string name(method);
    return holds(line, "request '" + name + " ") || holds(line, "request '" + name + "'") ||
           holds(line, "notification '" + name + "'") ||
           holds(line, "\"method\":\"" + name + "\"") ||
           holds(line, "\"method\": \"" + name + "\"") || holds(line, "method = \"" + name + "\"");
}

class ServerLogFile {
  public:
    explicit ServerLogFile(const std::string& path)
        : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
    ServerLogFile(const ServerLogFile&) = delete;
    ServerLogFile& operator=(const ServerLogFile&) = delete;
    ~ServerLogFile() {
        if (fd_ >= 0) ::close(fd_);
    }
    int fd() const { return fd_; }

  private:
    int fd_;
};

}  // namespace

std::string_view name_of(StartStep step) {
    switch (step) {
        case StartStep::kInitialize:
            return "initialize";
        case StartStep::kInitialized:
            return "initialized";
        case StartStep::kConfiguration:
            return "configuration";
        case StartStep::kView:
            return "view";
        case StartStep::kPackages:
            return "packages";
        case StartStep::kLoaded:
            break;
    }
    return "loaded";
}

void LogReader::add(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        if (!overlong_) {
            rest_.append(piece.substr(0, kMostLineBytes - std::min(rest_.size(), kMostLineBytes)));
        }
        overlong_ = rest_.size() >= kMostLineBytes;
        if (end == std::string_view::npos) return;
        add_line(rest_);
        rest_.clear();
        overlong_ = false;
        bytes.remove_prefix(end + 1);
    }
}

ServerLog LogReader::finish() {
    if (!rest_.empty()) add_line(rest_);
    rest_.clear();
    return std::move(log_);
}

void LogReader::begin_session() {
    ++log_.sessions;
    log_.steps = {};
    log_.settings.clear();
    log_.errors.clear();
    log_.has_stalled = false;
}

void LogReader::reach(StartStep step) {
    log_.is_known = true;
    int& line = log_.steps[static_cast<std::size_t>(step)];
    if (line == 0) line = log_.lines;
}

void LogReader::add_error(LoggedError::Kind kind, std::string_view line) {
    log_.is_known = true;
    const auto found = std::find_if(log_.errors.begin(), log_.errors.end(),
                                    [&](const LoggedError& one) { return one.kind == kind; });
    if (found != log_.errors.end()) {
        ++found->more;
        return;
    }
    log_.errors.push_back({kind, cut_words(line), log_.lines, 0});
}

/// "Invalid settings: setting option "a": unexpected setting; setting option "b": …"
void LogReader::add_settings(std::string_view line) {
    constexpr std::string_view kOption = "setting option \"";
    constexpr std::string_view kOlder = "unexpected gopls setting \"";
    const bool is_older = holds(line, kOlder);
    const std::string_view begin = is_older ? kOlder : kOption;
    for (std::size_t at = line.find(begin); at != std::string_view::npos;
         at = line.find(begin, at)) {
        at += begin.size();
        const std::size_t end = line.find('"', at);
        if (end == std::string_view::npos) return;
        RefusedSetting setting;
        setting.name = line.substr(at, end - at);
        setting.line = log_.lines;
        std::string_view problem = line.substr(end + 1);
        problem = problem.substr(0, problem.find("; setting option"));
        problem = problem.substr(0, problem.find("\"}"));
        while (!problem.empty() &&
               std::string_view(": \t\r").find(problem.front()) != std::string_view::npos) {
            problem.remove_prefix(1);
        }
        setting.problem = is_older ? "unexpected setting" : cut_words(problem);
        setting.deprecated = holds(setting.problem, "deprecated");
        const bool is_repeated =
            std::any_of(log_.settings.begin(), log_.settings.end(),
                        [&](const RefusedSetting& one) { return one.name == setting.name; });
        if (!is_repeated && log_.settings.size() < kMostSettings) {
            log_.settings.push_back(std::move(setting));
        }
        log_.is_known = true;
        at = end;
    }
}

bool LogReader::add_line_of_proxy(std::string_view text) {
    const auto line = app::read_log_line(text);
    if (!line) return false;
    log_.is_known = log_.is_of_proxy = true;
    using core::Event;
    const Event::Name name = line->event.name;
    if (name == Event::kStarted) {
        begin_session();
        proxy_pid_ = line->pid;
    }
    // Others write to the same file.
    if (line->pid != proxy_pid_) return true;
    if (name == Event::kSpawn) reach(StartStep::kInitialize);
    if (name == Event::kInitialized) reach(StartStep::kInitialized);
    if (name == Event::kLoaded || name == Event::kFirstAnswer) reach(StartStep::kLoaded);
    if (name == Event::kNoGopls || name == Event::kStartFailed) {
        add_error(LoggedError::Kind::kNotStarted, text);
    }
    if (name == Event::kLost || name == Event::kGaveUp) {
        add_error(LoggedError::Kind::kCrash, text);
    }
    if (name == Event::kStall) {
        log_.has_stalled = true;
        log_.stall_line = log_.lines;
    }
    return true;
}

void LogReader::add_line(std::string_view raw) {
    ++log_.lines;
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    if (add_line_of_proxy(raw)) return;
    const bool is_quoted = holds(raw, "\\");
    const std::string plain = is_quoted ? unquoted(raw) : std::string();
    const std::string_view line = is_quoted ? std::string_view(plain) : raw;

    if (is_message(line, "initialize")) {
        // Some logs have the request twice, as it is sent and then as it is received.
        const bool is_answered = log_.steps[static_cast<std::size_t>(StartStep::kInitialized)] != 0;
        const bool is_sent = holds(line, "Sending request ");
        if (log_.sessions == 0 || is_answered || is_sent ||
            log_.steps[static_cast<std::size_t>(StartStep::kInitialize)] == 0) {
            begin_session();
        }
        reach(StartStep::kInitialize);
    }
    if (is_message(line, "initialized")) reach(StartStep::kInitialized);
    if (is_message(line, "workspace/configuration")) reach(StartStep::kConfiguration);
    if (holds(line, "Created View (#")) reach(StartStep::kView);
    // The duration follows on the same line, or on one of the next.
    if (holds(line, "go/packages.Load #")) reach(StartStep::kPackages);
    if (holds(line, "Finished loading packages")) reach(StartStep::kLoaded);
    add_settings(line);
    if (holds_any(line, kLoadErrors)) add_error(LoggedError::Kind::kLoad, line);
    if (holds_any(line, kCrashes)) add_error(LoggedError::Kind::kCrash, line);
    if (holds_any(line, kFailedStarts)) add_error(LoggedError::Kind::kNotStarted, line);
}

ServerLog read_server_log(const std::string& path) {
    ServerLog failed;
    failed.file = path;
    const ServerLogFile file(path);
    struct stat status {};
    if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0) {
        failed.error = std::strerror(errno);
        return failed;
    }
    if (!S_ISREG(status.st_mode)) {
        failed.error = "it is not a file";
        return failed;
    }
    LogReader reader;
    const off_t skipped = std::max<off_t>(0, status.st_size - kMostLogBytes);
    if (skipped > 0) ::lseek(file.fd(), skipped, SEEK_SET);
    std::vector<char> piece(std::size_t{256} << 10);
    off_t read_bytes = 0;
    // A log that grows meanwhile has an end all the same.
    while (read_bytes < kMostLogBytes) {
        const ssize_t n = ::read(file.fd(), piece.data(), piece.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            failed.error = std::strerror(errno);
            return failed;
        }
        if (n == 0) break;
        reader.add({piece.data(), static_cast<std::size_t>(n)});
        read_bytes += n;
    }
    ServerLog log = reader.finish();
    log.file = path;
    log.bytes = static_cast<std::uint64_t>(status.st_size);
    log.is_cut = skipped > 0;
    return log;
}

}  // namespace doctor
