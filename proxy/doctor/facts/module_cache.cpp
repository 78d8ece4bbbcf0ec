#include "doctor/facts/module_cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPartial = ".partial";
constexpr std::string_view kZip = ".zip";
/// `host/owner/name/v2/sub`, and deeper.
constexpr int kMostModuleDepth = 12;
constexpr std::size_t kMostIncomplete = 1000;

/// Returns whether a go command holds the lock of this version.
bool is_locked(const std::string& lock_file) {
    const int fd = ::open(lock_file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
    ::close(fd);
    return locked;
}

class ModuleSearch {
  public:
    ModuleSearch(fs::path root, const std::atomic<bool>& stop)
        : root_(std::move(root)), downloads_(root_ / "cache" / "download"), stop_(stop) {}

    ModuleCacheState result() {
        state_.complete = true;
        visit_downloads(downloads_, 0);
        visit_modules(root_, 0);
        return std::move(state_);
    }

  private:
    template <typename Visit>
    void each_entry(const fs::path& folder, Visit visit) {
        std::error_code failure;
        for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
             entry.increment(failure)) {
            if (stop_) {
                state_.complete = false;
                return;
            }
            visit(*entry);
        }
    }

    void visit_downloads(const fs::path& folder, int depth) {
        if (depth > kMostModuleDepth) return;
        each_entry(folder, [&](const fs::directory_entry& entry) {
            std::error_code failure;
            if (entry.is_symlink(failure) || !entry.is_directory(failure)) return;
            const std::string name = entry.path().filename().string();
            if (name == "@v") return visit_versions(entry.path());
            if (!(depth == 0 && name == "sumdb")) visit_downloads(entry.path(), depth + 1);
        });
    }

    void visit_versions(const fs::path& folder) {
        each_entry(folder, [&](const fs::directory_entry& entry) {
            const std::string name = entry.path().filename().string();
            if (!name.ends_with(kPartial)) return;
            add(IncompleteModule::Fault::kPartial,
                folder.parent_path().lexically_relative(downloads_).string(),
                name.substr(0, name.size() - kPartial.size()), entry.path().string());
        });
    }

    /// Extracted modules: `cache` apart, folders whose names have a version.
    void visit_modules(const fs::path& folder, int depth) {
        if (depth > kMostModuleDepth) return;
        each_entry(folder, [&](const fs::directory_entry& entry) {
            std::error_code failure;
            if (entry.is_symlink(failure) || !entry.is_directory(failure)) return;
            const std::string name = entry.path().filename().string();
            const std::size_t at = name.rfind('@');
            if (at == std::string::npos) {
                if (!(depth == 0 && name == "cache")) visit_modules(entry.path(), depth + 1);
                return;
            }
            ++state_.modules;
            const std::string module =
                (folder / name.substr(0, at)).lexically_relative(root_).string();
            const std::string version = name.substr(at + 1);
            const fs::path hash = downloads_ / module / "@v" / (version + ".ziphash");
            if (!fs::exists(hash, failure)) {
                add(IncompleteModule::Fault::kNoHash, module, version, entry.path().string());
            }
        });
    }

    void add(IncompleteModule::Fault fault, const std::string& module, const std::string& version,
             std::string path) {
        const std::string lock = (downloads_ / module / "@v" / (version + ".lock")).string();
        if (state_.incomplete.size() >= kMostIncomplete || is_locked(lock)) return;
        state_.incomplete.push_back(
            {fault, unescaped_module(module), unescaped_module(version), std::move(path)});
    }

    const fs::path root_;
    const fs::path downloads_;
    const std::atomic<bool>& stop_;
    ModuleCacheState state_;
};

}  // namespace

std::string escaped_module(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isupper(byte) != 0) escaped += '!';
        escaped += static_cast<char>(std::tolower(byte));
    }
    return escaped;
}

std::string unescaped_module(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escaped = text[i] == '!' && i + 1 < text.size();
        plain += escaped ? static_cast<char>(std::toupper(static_cast<unsigned char>(text[++i])))
                         : text[i];
    }
    return plain;
}

ModuleCacheState examine_module_cache(const std::string& folder, const std::atomic<bool>& stop) {
    ModuleCacheState state = ModuleSearch(folder, stop).result();
    std::sort(state.incomplete.begin(), state.incomplete.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    return state;
}

}  // namespace doctor
