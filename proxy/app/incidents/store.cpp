#include "app/incidents/store.hpp"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "app/incidents/cut.hpp"
#include "app/incidents/id.hpp"
#include "app/incidents/mask.hpp"
#include "io/files.hpp"
#include "io/remove_tree.hpp"

namespace app::incidents {
namespace {

namespace fs = std::filesystem;
using boost::system::result;

std::uint64_t total_of(const std::vector<StoredFile>& files) {
    return std::accumulate(
        files.begin(), files.end(), std::uint64_t{0},
        [](std::uint64_t sum, const StoredFile& file) { return sum + file.bytes; });
}

}  // namespace

result<void> Store::create(const std::string& id) const {
    if (auto made = io::create_directories(root_); !made) return made;
    return io::create_directory(folder(id));
}

result<void> Store::write(const std::string& id, const std::string& name,
                          std::string_view content) const {
    return io::write_file_atomically(folder(id) + "/" + name, content);
}

result<void> Store::write_masked(const std::string& id, const std::string& name,
                                 const std::string& content) const {
    if (content.empty() || name.empty()) return {};
    const std::string text = name.ends_with(".json")
                                 ? mask_json(content)
                                 : cut_middle(mask_secrets(content), limits_.file_bytes);
    return write(id, name, text);
}

std::string Store::free_name(const std::string& id, const std::string& name) const {
    constexpr int kMost = 9;
    const fs::path wanted(name);
    for (int number = 1; number <= kMost; ++number) {
        const std::string free = number == 1
                                     ? name
                                     : wanted.stem().string() + "-" + std::to_string(number) +
                                           wanted.extension().string();
        std::error_code unknown;
        if (!fs::exists(folder(id) + "/" + free, unknown)) return free;
    }
    return {};
}

void Store::prune(const std::string& keep, const std::atomic<bool>& stop) const {
    const std::vector<std::string> all = ids();
    std::size_t count = 0;
    std::uint64_t bytes = 0;
    for (auto id = all.rbegin(); id != all.rend() && !stop; ++id) {
        ++count;
        bytes += total_of(files(*id));
        const bool fits = count <= limits_.incidents && bytes <= limits_.total_bytes;
        if (!fits && *id != keep) io::remove_tree(folder(*id), stop);
    }
}

std::vector<std::string> Store::ids() const {
    std::vector<std::string> ids;
    std::error_code error;
    for (fs::directory_iterator entry(root_, error), end; !error && entry != end;
         entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (is_id(name)) ids.push_back(std::move(name));
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<StoredFile> Store::files(const std::string& id) const {
    std::vector<StoredFile> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder(id), error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code unknown;
        if (!entry->is_regular_file(unknown)) continue;
        const std::uint64_t size = entry->file_size(unknown);
        files.push_back(
            {entry->path().filename().string(), entry->path().string(), unknown ? 0 : size});
    }
    std::sort(files.begin(), files.end(),
              [](const StoredFile& a, const StoredFile& b) { return a.name < b.name; });
    return files;
}

result<std::string> Store::read(const std::string& id, const std::string& name) const {
    return io::read_file(folder(id) + "/" + name);
}

}  // namespace app::incidents
