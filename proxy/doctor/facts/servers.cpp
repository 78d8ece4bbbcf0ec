#include "doctor/facts/servers.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "app/gopls/executable.hpp"
#include "io/go_programs.hpp"
#include "io/proc_stat.hpp"
#include "io/processes.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kGoplsPackage = "golang.org/x/tools/gopls";
constexpr std::string_view kTelemetryChild = "X_TELEMETRY_CHILD";
constexpr std::size_t kMostEnvironmentBytes = std::size_t{4} << 20;

bool is_below_or_same(const std::string& path, const std::string& folder) {
    if (folder.empty() || !path.starts_with(folder)) return false;
    return path.size() == folder.size() || folder == "/" || path[folder.size()] == '/';
}

bool is_of_this_user(const std::string& process) {
    struct stat status {};
    return ::stat(process.c_str(), &status) == 0 && status.st_uid == ::geteuid();
}

/// Returns whether the process runs gopls, by its build information.
bool runs_gopls(int pid) {
    const auto identity = io::identity_of(pid);
    if (!identity) return false;
    const auto program = io::read_go_program({pid, identity->start_ticks, io::executable_of(pid)});
    return program && program->package && *program->package == kGoplsPackage;
}

std::string environ_of(const std::string& process) {
    std::ifstream file(process + "/environ", std::ios::binary);
    std::string text(kMostEnvironmentBytes, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

}  // namespace

app::Environment read_environ(std::string_view text) {
    app::Environment environment;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\0'), text.size());
        const std::string_view entry = text.substr(0, end);
        const std::size_t equals = entry.find('=');
        if (equals != entry.npos && equals > 0) {
            // Of two with one name, Go takes the last.
            environment[std::string(entry.substr(0, equals))] = entry.substr(equals + 1);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return environment;
}

std::vector<RunningGopls> running_gopls(const std::string& folder, const std::string& root) {
    std::vector<RunningGopls> found;
    for (const io::ProcStat& stat : io::scan_processes()) {
        const std::string process = "/proc/" + std::to_string(stat.pid);
        if (stat.zombie() || !is_of_this_user(process)) continue;
        std::error_code failure;
        const std::string cwd = fs::read_symlink(process + "/cwd", failure).string();
        const bool near = is_below_or_same(cwd, folder) ||
                          (is_below_or_same(folder, cwd) && is_below_or_same(cwd, root));
        if (failure || !near || !runs_gopls(stat.pid)) continue;
        RunningGopls gopls{stat.pid, cwd, read_environ(environ_of(process)), {}};
        // A helper of gopls, which reports telemetry, has its environment.
        if (gopls.environment.empty() || gopls.environment.contains(kTelemetryChild)) continue;
        gopls.go = app::find_on_path("go", gopls.environment);
        found.push_back(std::move(gopls));
    }
    return found;
}

}  // namespace doctor
