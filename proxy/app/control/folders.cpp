#include "app/control/folders.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "app/paths.hpp"

namespace app::control {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".sock";

}  // namespace

std::vector<fs::path> folders(const Environment& environment) {
    std::vector<fs::path> found;
    const std::string_view runtime = value_of(environment, "XDG_RUNTIME_DIR");
    if (runtime.starts_with('/')) found.push_back(fs::path(runtime) / "gopls-proxy");
    const PathResult state = or_temporary(state_folder(environment), environment);
    if (state.has_value()) found.push_back(*state / "run");
    return found;
}

std::string socket_name(int pid) {
    return std::to_string(pid) + std::string(kSuffix);
}

int pid_of(const fs::path& socket) {
    const std::string name = socket.filename().string();
    if (!name.ends_with(kSuffix)) return 0;
    int pid = 0;
    const char* end = name.data() + name.size() - kSuffix.size();
    const auto read = std::from_chars(name.data(), end, pid);
    return read.ec == std::errc() && read.ptr == end && pid > 0 ? pid : 0;
}

std::vector<fs::path> sockets(const std::vector<fs::path>& folders) {
    std::vector<fs::path> found;
    for (const fs::path& folder : folders) {
        if (!distrust(folder).empty()) continue;
        std::error_code failure;
        for (const auto& entry : fs::directory_iterator(folder, failure)) {
            if (pid_of(entry.path()) != 0) found.push_back(entry.path());
        }
    }
    std::sort(found.begin(), found.end(),
              [](const fs::path& a, const fs::path& b) { return pid_of(a) < pid_of(b); });
    return found;
}

std::string distrust(const fs::path& folder) {
    struct stat found {};
    if (::lstat(folder.c_str(), &found) != 0) return folder.string() + " does not exist";
    if (!S_ISDIR(found.st_mode)) return folder.string() + " is not a folder";
    if (found.st_uid != ::geteuid()) return folder.string() + " belongs to another user";
    if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0) return folder.string() + " is open to others";
    return {};
}

}  // namespace app::control
