#include "cli/incident_store.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <vector>

#include "io/files.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

/// "20261122T101502.123Z": sorts by time.
std::string timestamp() {
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char date[32];
    std::strftime(date, sizeof date, "%Y%m%dT%H%M%S", &utc);
    char text[48];
    std::snprintf(text, sizeof text, "%s.%03dZ", date, static_cast<int>(ms.count() % 1000));
    return text;
}

}  // namespace

std::string IncidentStore::write(std::string_view verdict, std::string_view json) {
    drop_oldest();
    const std::string folder = root_ + "/" + timestamp() + "-" + std::string(verdict);
    if (io::create_directories(folder).has_error()) return {};
    if (io::write_file_atomically(folder + "/incident.json", json).has_error()) return {};
    return folder;
}

void IncidentStore::add(const std::string& folder, std::string_view name,
                        std::string_view content) {
    if (folder.empty() || content.empty()) return;
    (void)io::write_file_atomically(folder + "/" + std::string(name), content);
}

void IncidentStore::drop_oldest() const {
    std::error_code error;
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(root_, error)) folders.push_back(entry.path());
    if (folders.size() < kMaxIncidents) return;
    std::sort(folders.begin(), folders.end());
    folders.resize(folders.size() - kMaxIncidents + 1);
    for (const auto& folder : folders) fs::remove_all(folder, error);
}

}  // namespace cli
