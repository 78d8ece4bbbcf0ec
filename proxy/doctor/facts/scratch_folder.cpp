#include "doctor/facts/scratch_folder.hpp"

#include <stdlib.h>

#include <filesystem>

namespace doctor {

ScratchFolder::ScratchFolder(const app::Environment& environment) {
    std::string base(app::value_of(environment, "TMPDIR"));
    if (base.empty()) base = "/tmp";
    std::string pattern = base + "/gopls-proxy-doctor-XXXXXX";
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace doctor
