#include "observability/metrics/file_name.hpp"

#include <filesystem>
#include <string_view>

namespace observability::metrics {

std::string file_of(const std::string& setting, int pid) {
    constexpr std::string_view kPid = "%p";
    const std::string number = std::to_string(pid);
    std::string path = setting;
    std::size_t at = path.find(kPid);
    if (at == std::string::npos) {
        const std::filesystem::path whole(setting);
        const std::string name = whole.stem().string() + "." + number + whole.extension().string();
        return (whole.parent_path() / name).string();
    }
    for (; at != std::string::npos; at = path.find(kPid, at + number.size())) {
        path.replace(at, kPid.size(), number);
    }
    return path;
}

}  // namespace observability::metrics
