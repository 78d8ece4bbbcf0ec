#include "app/gopls/go_command.hpp"

#include <filesystem>
#include <system_error>

#include "app/gopls/executable.hpp"

namespace app {

GoCommand find_go(const Environment& environment) {
    namespace fs = std::filesystem;
    GoCommand go;
    go.path = find_on_path("go", environment);
    if (go.path.empty()) return go;
    std::error_code error;
    const fs::path file = fs::canonical(go.path, error);
    if (error) return {};
    const auto changed = fs::last_write_time(file, error).time_since_epoch().count();
    const auto bytes = fs::file_size(file, error);
    if (error) return {};
    go.identity = file.string() + ' ' + std::to_string(bytes) + ' ' + std::to_string(changed);
    return go;
}

}  // namespace app
