#include "doctor/facts/scratch_folder.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace doctor {

namespace {

std::string temporary_folder(const app::Environment& environment) {
    const std::string_view folder = app::value_of(environment, "TMPDIR");
    return folder.empty() ? "/tmp" : std::string(folder);
}

}  // namespace

ScratchFolder::ScratchFolder(const app::Environment& environment)
    : ScratchFolder(temporary_folder(environment)) {}

ScratchFolder::ScratchFolder(const std::string& base) {
    // After SIGKILL, `gopls-proxy clean --temp` finds by the pid that nobody uses it.
    std::string pattern = base + "/gopls-proxy-doctor-" + std::to_string(::getpid()) + "-XXXXXX";
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace doctor
