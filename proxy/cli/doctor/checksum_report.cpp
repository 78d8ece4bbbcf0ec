#include "cli/doctor/checksum_report.hpp"

#include "app/paint.hpp"

namespace cli::doctor {

constexpr std::size_t kCacheColumns = 22;

std::string checksum_text(const ::doctor::Verification& verification, const Style& style) {
    if (!verification.done) return {};
    std::string text = app::painted("Checksums", app::Paint::kStrong, style.colours) + "\n";
    for (const auto& cache : verification.caches) {
        text += "  " + app::padded(cache.name, kCacheColumns) + std::to_string(cache.files) +
                " files" + (cache.complete ? "" : " until the time was up") + ", " +
                std::to_string(cache.damaged.size()) + " damaged\n";
    }
    const std::string modules =
        verification.error.empty()
            ? std::to_string(verification.modules.size()) + " modules modified"
            : "go mod verify: " + shown_at_home(verification.error, style);
    return text + "  " + app::padded("GOMODCACHE", kCacheColumns) + modules + "\n\n";
}

nlohmann::ordered_json checksum_json(const ::doctor::Verification& verification) {
    using Document = nlohmann::ordered_json;
    if (!verification.done) return nullptr;
    Document caches = Document::array();
    for (const auto& cache : verification.caches) {
        caches.push_back({{"name", cache.name},
                          {"path", shown(cache.path)},
                          {"complete", cache.complete},
                          {"files", cache.files},
                          {"damaged", cache.damaged.size()}});
    }
    return {{"caches", std::move(caches)},
            {"modified_modules", verification.modules.size()},
            {"error",
             verification.error.empty() ? Document(nullptr) : Document(shown(verification.error))}};
}

}  // namespace cli::doctor
