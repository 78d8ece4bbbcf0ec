#include "app/incidents/module_files.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <vector>

#include "app/incidents/line_diff.hpp"
#include "io/files.hpp"
#include "io/remove_tree.hpp"

namespace app::incidents {
namespace {

namespace fs = std::filesystem;
using boost::system::result;

constexpr std::array kFiles = {"go.mod", "go.work", "go.sum"};
/// Larger files are neither kept nor compared.
constexpr std::size_t kMaxFileBytes = std::size_t{2} << 20;
constexpr std::size_t kMaxFolders = 100;

/// FNV-1a: the same on every machine and in every version.
std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return value;
}

bool exists(const std::string& path) {
    std::error_code unknown;
    return fs::exists(path, unknown);
}

/// Returns the text; empty if there is no such file; nothing if it cannot be read.
std::optional<std::string> text_of(const std::string& path) {
    if (!exists(path)) return std::string();
    auto text = io::read_file(path, kMaxFileBytes);
    if (text.has_error()) return std::nullopt;
    return std::move(*text);
}

constexpr std::size_t kHashDigits = 16;

/// Returns whether this is a folder named by `copies_of`.
bool holds_copies(const fs::directory_entry& entry) {
    std::error_code unknown;
    const std::string name = entry.path().filename().string();
    return entry.symlink_status(unknown).type() == fs::file_type::directory &&
           name.size() == kHashDigits &&
           name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void drop_oldest(const std::string& root, const std::atomic<bool>& stop) {
    std::vector<std::pair<fs::file_time_type, std::string>> folders;
    std::error_code error;
    for (fs::directory_iterator entry(root, error), end; !error && entry != end;
         entry.increment(error)) {
        if (!holds_copies(*entry)) continue;
        std::error_code unknown;
        folders.emplace_back(entry->last_write_time(unknown), entry->path().string());
    }
    if (folders.size() <= kMaxFolders) return;
    std::sort(folders.begin(), folders.end());
    folders.resize(folders.size() - kMaxFolders);
    for (const auto& folder : folders) io::remove_tree(folder.second, stop);
}

}  // namespace

std::string copies_of(const std::string& root, const std::string& folder) {
    char name[20];
    std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(hash(folder)));
    return root + "/" + name;
}

result<void> keep_module_files(const std::string& root, const std::string& folder,
                               const std::atomic<bool>& stop) {
    if (root.empty()) return {};  // nowhere to store them
    const std::string copies = copies_of(root, folder);
    if (auto made = io::create_directories(copies); !made) return made;
    for (const std::string name : kFiles) {
        const std::string copy = copies + "/" + name;
        const auto text = text_of(folder + "/" + name);
        if (text && !text->empty()) {
            if (text == text_of(copy)) continue;
            if (auto written = io::write_file_atomically(copy, *text); !written) return written;
        } else {
            std::error_code absent;
            fs::remove(copy, absent);
        }
    }
    std::error_code ignored;
    fs::last_write_time(copies, fs::file_time_type::clock::now(), ignored);
    drop_oldest(root, stop);
    return {};
}

std::string module_changes(const std::string& root, const std::string& folder) {
    const std::string copies = copies_of(root, folder);
    if (root.empty() || !exists(copies)) return {};
    std::string changes;
    for (const std::string name : kFiles) {
        const auto before = text_of(copies + "/" + name);
        const auto now = text_of(folder + "/" + name);
        if (before && now) changes += unified_diff(name, *before, *now);
    }
    return changes;
}

}  // namespace app::incidents
