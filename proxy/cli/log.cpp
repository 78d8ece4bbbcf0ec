#include "cli/log.hpp"

#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <utility>

#include "cli/paths.hpp"

namespace cli {

struct Log::Writer {
    explicit Writer(spdlog::sink_ptr sink) : logger("gopls-proxy", std::move(sink)) {}
    void failed(const std::string& why) {
        if (const auto once = std::exchange(tell, {})) once(why);
    }
    spdlog::logger logger;
    std::function<void(const std::string&)> tell;
};

namespace {

constexpr std::array kLevels = {
    spdlog::level::trace, spdlog::level::debug, spdlog::level::info,
    spdlog::level::warn,  spdlog::level::err,   spdlog::level::off,
};

spdlog::level::level_enum spdlog_level(LogLevel level) {
    return kLevels[static_cast<std::size_t>(level)];
}

/// spdlog opens with fopen: the file is made beforehand, so that it never has a wider mode than
/// 0600, and closed in children afterwards.
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
        if (tell) tell("the log is incomplete from here on: " + why);
    };
}

bool Log::enabled(LogLevel level) const {
    return writer_ && writer_->logger.should_log(spdlog_level(level));
}

void Log::write(LogLevel level, std::string_view line) {
    if (!enabled(level) || level == LogLevel::kOff) return;
    writer_->logger.log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

OpenedLog open_log(const std::string& path, LogLevel level, std::size_t max_file_bytes) {
    OpenedLog opened;
    if (level == LogLevel::kOff) return opened;
    const auto refuse = [&](const std::string& why) {
        opened.problem = "the log " + path + " cannot be opened: " + why;
        return std::move(opened);
    };

    const std::filesystem::path file(path);
    if (const auto failure = make_private_folder(file.parent_path())) {
        return refuse(failure.message());
    }
    std::error_code unknown;
    const auto type = std::filesystem::status(file, unknown).type();
    // Rotation renames and the mode is changed: nothing to do to a device or a pipe.
    if (type != std::filesystem::file_type::not_found &&
        type != std::filesystem::file_type::regular) {
        return refuse("it is not an ordinary file");
    }
    if (type == std::filesystem::file_type::regular && ::access(path.c_str(), W_OK) != 0) {
        return refuse("it is not writable");
    }
    try {
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
            path, max_file_bytes, Log::kFiles - 1, false, private_files());
        auto writer = std::make_unique<Log::Writer>(std::move(sink));
        writer->logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
            "%Y-%m-%dT%H:%M:%S.%eZ %P %l %v", spdlog::pattern_time_type::utc));
        writer->logger.set_level(spdlog_level(level));
        // Each line at once: the last ones before an end are those that are wanted.
        writer->logger.flush_on(spdlog::level::trace);
        // spdlog's own way is to complain on stderr, which is gopls's and may block.
        writer->logger.set_error_handler(
            [raw = writer.get()](const std::string& why) { raw->failed(why); });
        opened.log.writer_ = std::move(writer);
    } catch (const std::exception& error) {
        return refuse(error.what());
    }
    return opened;
}

}  // namespace cli
