#include "app/log.hpp"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <utility>

#include "app/paths.hpp"
#include "core/base/event.hpp"
#include "io/ordered.hpp"

namespace app {

/// The state shared by the loop and the writing thread.
struct Log::File {
    explicit File(spdlog::sink_ptr sink) : logger("gopls-proxy", std::move(sink)) {}

    std::string take_failure() {
        const std::lock_guard lock(mutex);
        return std::exchange(failure, {});
    }

    spdlog::logger logger;
    std::atomic<std::size_t> waiting_bytes{0};
    std::mutex mutex;
    std::string failure;  ///< why a line could not be written
};

struct Log::Writer {
    explicit Writer(spdlog::sink_ptr sink) : file(std::make_shared<File>(std::move(sink))) {}

    void write(spdlog::level::level_enum level, std::string line);
    void say_what_is_missing();
    void tell_failure() {
        if (const auto why = file->take_failure(); !why.empty()) {
            if (const auto once = std::exchange(tell, {})) once(why);
        }
    }

    std::shared_ptr<File> file;
    std::function<void(const std::string&)> tell;
    std::size_t missing = 0;             ///< lines dropped for lack of room
    std::unique_ptr<io::Ordered> aside;  ///< null: lines are written at once
};

void Log::Writer::write(spdlog::level::level_enum level, std::string line) {
    if (!aside) {
        file->logger.log(level, line);
        return tell_failure();
    }
    if (file->waiting_bytes + line.size() > kMaxWaitingBytes) {
        ++missing;
        return;
    }
    say_what_is_missing();
    file->waiting_bytes += line.size();
    aside->run([file = file, level, time = spdlog::log_clock::now(), text = std::move(line)] {
        file->logger.log(time, {}, level, text);
        file->waiting_bytes -= text.size();
    });
}

void Log::Writer::say_what_is_missing() {
    if (missing == 0) return;
    aside->run([file = file, lines = std::exchange(missing, 0)] {
        file->logger.warn(
            core::to_text({core::LogLevel::kWarning,
                           core::Event::kNote,
                           {},
                           "dropped " + std::to_string(lines) + (lines == 1 ? " line" : " lines") +
                               " here: the disk was too slow"}));
    });
}

namespace {

constexpr std::array kLevels = {
    spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
    spdlog::level::err,   spdlog::level::off,
};

spdlog::level::level_enum spdlog_level(LogLevel level) {
    return kLevels[static_cast<std::size_t>(level)];
}

LogLevel level_of(core::LogLevel level) {
    switch (level) {
        case core::LogLevel::kDebug:
            return LogLevel::kDebug;
        case core::LogLevel::kInfo:
            return LogLevel::kInfo;
        case core::LogLevel::kWarning:
            return LogLevel::kWarn;
        case core::LogLevel::kError:
            return LogLevel::kError;
    }
    return LogLevel::kInfo;
}

/// spdlog opens files with fopen. So the file is created beforehand, and never has a wider mode
/// than 0600. It is close-on-exec afterwards.
spdlog::file_event_handlers private_files() {
    spdlog::file_event_handlers handlers;
    handlers.before_open = [](const spdlog::filename_t& name) {
        const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd >= 0) ::close(fd);
    };
    handlers.after_open = [](const spdlog::filename_t&, std::FILE* file) {
        ::fchmod(::fileno(file), 0600);
        ::fcntl(::fileno(file), F_SETFD, FD_CLOEXEC);
    };
    return handlers;
}

}  // namespace

Log::Log() = default;
Log::~Log() = default;
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;

void Log::on_failure(std::function<void(const std::string&)> tell) {
    if (!writer_) return;
    writer_->tell = [tell = std::move(tell)](const std::string& why) {
        if (tell) tell("cannot write to the log any more: " + why);
    };
}

void Log::write_aside(io::Loop& loop) {
    if (!writer_) return;
    writer_->aside =
        std::make_unique<io::Ordered>(loop, [writer = writer_.get()] { writer->tell_failure(); });
}

void Log::write_at_once() {
    if (!writer_ || !writer_->aside) return;
    writer_->say_what_is_missing();
    writer_->aside.reset();
    writer_->tell_failure();
}

bool Log::enabled(LogLevel level) const {
    return writer_ && writer_->file->logger.should_log(spdlog_level(level));
}

void Log::write(const core::Event& event) {
    const LogLevel level = level_of(event.level);
    if (!enabled(level)) return;
    writer_->write(spdlog_level(level), core::to_text(event));
    if (copy_) copy_(event);
}

OpenedLog open_log(const std::string& path, LogLevel level, std::size_t max_file_bytes) {
    OpenedLog opened;
    if (level == LogLevel::kOff) return opened;
    const auto refuse = [&](const std::string& why) {
        opened.problem = "cannot open the log " + path + ": " + why;
        return std::move(opened);
    };

    const std::filesystem::path file(path);
    if (const auto failure = make_private_folder(file.parent_path())) {
        return refuse(failure.message());
    }
    std::error_code unknown;
    const auto type = std::filesystem::status(file, unknown).type();
    // Rotation renames the file and changes its mode, which must not happen to a device or a pipe.
    if (type != std::filesystem::file_type::not_found &&
        type != std::filesystem::file_type::regular) {
        return refuse("not a regular file");
    }
    if (type == std::filesystem::file_type::regular && ::access(path.c_str(), W_OK) != 0) {
        return refuse("not writable");
    }
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            path, max_file_bytes, Log::kFiles - 1, false, private_files());
        auto writer = std::make_unique<Log::Writer>(std::move(sink));
        spdlog::logger& logger = writer->file->logger;
        logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%Y-%m-%dT%H:%M:%S.%eZ %P %l %v", spdlog::pattern_time_type::utc));
        logger.set_level(spdlog_level(level));
        // Each line at once, because the last lines before an end are the important ones.
        logger.flush_on(spdlog::level::debug);
        // By default spdlog complains on stderr, which belongs to gopls and may block.
        logger.set_error_handler([file = writer->file.get()](const std::string& why) {
            const std::lock_guard lock(file->mutex);
            file->failure = why;
        });
        opened.log.writer_ = std::move(writer);
    } catch (const std::exception& error) {
        return refuse(error.what());
    }
    return opened;
}

}  // namespace app
