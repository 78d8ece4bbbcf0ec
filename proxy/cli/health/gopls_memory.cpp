#include "cli/health/gopls_memory.hpp"

#include <algorithm>
#include <filesystem>

#include "io/belonging.hpp"

namespace cli::health {
namespace {

/// gopls starts itself again for telemetry (golang.org/x/telemetry/start.go).
bool is_telemetry(const io::Process& process) {
    return process.argv.size() > 1 && process.argv[1].find("telemetry") != std::string::npos;
}

}  // namespace

const io::Process* serving_gopls(const io::Snapshot& snapshot) {
    // The leader comes first.
    const auto found = std::find_if(
        snapshot.processes.begin(), snapshot.processes.end(), [](const io::Process& process) {
            const std::string name = std::filesystem::path(process.executable).filename().string();
            return io::is_gopls(name) && !is_telemetry(process);
        });
    return found == snapshot.processes.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> resident_bytes_of(const io::Snapshot& snapshot) {
    if (!snapshot.known || snapshot.processes.empty()) return {};
    const io::Process* const gopls = serving_gopls(snapshot);
    return (gopls != nullptr ? *gopls : snapshot.processes.front()).resident_bytes;
}

}  // namespace cli::health
