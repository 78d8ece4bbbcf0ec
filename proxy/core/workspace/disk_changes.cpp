#include "core/workspace/disk_changes.hpp"

#include <algorithm>
#include <utility>

#include "core/workspace/watched_folders.hpp"
#include "lsp/message.hpp"
#include "lsp/uri.hpp"

namespace core {
namespace {

/// An editor that saves reports it before the system does.
constexpr Duration kEcho = 1s;

}  // namespace

void DiskChanges::told(std::string_view path, Time now) {
    forget(path);
    for (; !told_in_order_.empty() && now - told_in_order_.front().at >= kEcho;
         told_in_order_.pop_front()) {
        // A file that was reported again has a later entry, and is removed with that one.
        const auto it = told_.find(told_in_order_.front().path);
        if (it != told_.end() && it->second == told_in_order_.front().at) told_.erase(it);
    }
    const auto [it, is_new] = told_.try_emplace(std::string(path), now);
    if (!is_new && it->second == now) return;
    it->second = now;
    told_in_order_.push_back({it->first, now});
}

void DiskChanges::seen(const DiskChange& change, Time now) {
    const auto echo = told_.find(change.path);
    if (echo != told_.end() && now - echo->second < kEcho) return;
    const auto [it, is_new] = waiting_.try_emplace(change.path, Waiting{change.change, now});
    if (is_new) return;
    const FileChange before = std::exchange(it->second.change, change.change);
    if (before == FileChange::kCreated) {
        if (change.change == FileChange::kDeleted) return forget(change.path);
        it->second.change = FileChange::kCreated;
    } else if (before == FileChange::kDeleted && change.change == FileChange::kCreated) {
        it->second.change = FileChange::kChanged;
    }
}

void DiskChanges::forget(std::string_view path) {
    if (const auto it = waiting_.find(path); it != waiting_.end()) waiting_.erase(it);
}

std::optional<Time> DiskChanges::due(Duration patience) const {
    const auto oldest = std::min_element(
        waiting_.begin(), waiting_.end(),
        [](const auto& a, const auto& b) { return a.second.since < b.second.since; });
    if (oldest == waiting_.end()) return {};
    return oldest->second.since + patience;
}

std::vector<DiskChange> DiskChanges::take_due(Duration patience, Time now) {
    const auto when = due(patience);
    if (!when || *when > now) return {};
    std::vector<DiskChange> changes;
    for (auto& [path, waiting] : std::exchange(waiting_, {}))
        changes.push_back({path, waiting.change});
    return changes;
}

bool is_module_file(std::string_view path) {
    const std::string_view name = path.substr(folder_of(path).size());
    return name == "/go.mod" || name == "/go.work" || name == "/go.sum" || name == "/go.work.sum";
}

std::string watched_files_message(const std::vector<DiskChange>& changes) {
    std::string list;
    for (const DiskChange& change : changes) {
        list += (list.empty() ? "" : ",") +
                (R"({"uri":)" + lsp::quoted(lsp::uri_of_path(change.path))) + R"(,"type":)" +
                std::to_string(static_cast<int>(change.change)) + "}";
    }
    return lsp::notification("workspace/didChangeWatchedFiles", R"({"changes":[)" + list + "]}");
}

}  // namespace core
