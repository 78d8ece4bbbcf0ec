// Verifies the caches in use against their checksums. For `--deep` alone.
#pragma once

#include <chrono>

#include "app/gopls/cache_folders.hpp"
#include "doctor/facts/checksums.hpp"
#include "doctor/facts/commands.hpp"
#include "doctor/facts/facts.hpp"

namespace doctor {

/// Blocking, for little more than `limit`.
Verification verify_caches(Commands& commands, const app::CacheFolders& folders,
                           const std::string& folder, std::chrono::milliseconds limit);

}  // namespace doctor
