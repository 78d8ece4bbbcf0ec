// Monitors changes on disk that affect gopls, and the loads that gopls reports (docs/design.md,
// "Changes on disk"). It follows the editor's open documents and change reports, decides which
// folders to watch, and returns its findings. The engine acts on them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/turn.hpp"
#include "core/detect/verdict.hpp"
#include "core/relay/pending.hpp"
#include "core/view/registrations.hpp"
#include "core/workspace/disk_changes.hpp"
#include "core/workspace/go_toolchain.hpp"
#include "core/workspace/reload_storm.hpp"
#include "core/workspace/watched_folders.hpp"
#include "lsp/methods.hpp"

namespace core {

class WorkspaceMonitor {
  public:
    explicit WorkspaceMonitor(const StormSettings& storm) : storm_(storm) {}

    /// Handles a notification of the editor, or `initialized`, after the session has recorded it.
    void editor_notified(lsp::MethodName method, std::string_view params, Turn& turn);
    /// Records the editor's answer to the request to watch files for gopls.
    void watching_answered(bool refused, Turn& turn);
    /// Decides again who watches, after settings may have changed.
    void decide_who_watches(Turn& turn);
    /// Updates the watched folders: gopls depends on the files that it asks the editor to watch.
    void registrations_changed(const EditorRegistrations& registrations);
    /// Hands the folders to the shell, once per turn: a thousand folders or documents often come at
    /// once.
    void hand_out(Turn& turn) {
        if (folders_changed_ || watched_.is_changed()) hand_out_folders(turn);
    }

    /// Whether only the proxy reports changes on disk to gopls. The disk is then checked before
    /// each message for which gopls reads it.
    bool looks_first() const { return looks_first_; }
    bool is_open(std::string_view path) const { return watched_.is_open(path); }

    /// Records changes that the shell saw. Returns those to report to gopls at once.
    std::vector<DiskChange> changed(const std::vector<DiskChange>& changes, Turn& turn);
    /// Records that the changes were reported to gopls, after the editor's message with the number
    /// `order`.
    void told_gopls(std::vector<DiskChange> changes, std::uint64_t order, const Turn& turn);
    /// Returns a verdict on the changes that the editor has not reported in time.
    std::optional<Verdict> take_stale(Turn& turn);
    /// Returns the path of a new file for which gopls has no package, according to the error it
    /// answered this request with, and will have none without new views. Empty if the error says
    /// otherwise. Each report of a file counts once: a file may really belong to no package, such
    /// as one for another system.
    std::string new_file_without_package(const Pending& pending, std::string_view error_reply);

    /// Compares the go command that gopls finds, as `effect::LookAtGo` saw it.
    std::optional<Verdict> go_seen(const std::string& path, const std::string& identity,
                                   Turn& turn);
    /// Forgets the go command, since a fresh gopls uses the current one.
    void server_replaced() { go_.forget(); }

    /// Findings in gopls's own log.
    struct LogFindings {
        std::optional<Verdict> storm;
        std::optional<Verdict> build_cache_fault;
    };
    LogFindings server_logged(std::string_view params, const Turn& turn);

  private:
    void files_changed(std::string_view params, Turn& turn);
    void hand_out_folders(Turn& turn);
    void look_at_go(Turn& turn);
    void wait_for_editor(Turn& turn);

    WatchedFolders watched_;
    bool folders_changed_ = false;
    DiskChanges disk_;
    DiskChanges open_on_disk_;  ///< of open documents, which the editor has to reread
    GoOnDisk go_;
    Time next_look_at_go_{};
    ReloadStorm storm_;
    std::string go_cache_;  ///< GOCACHE, as gopls names it
    bool looks_first_ = false;
    bool editor_refused_ = false;  ///< the editor refused to watch when asked
    /// Files whose changes the proxy reported, with the number of the editor's last message before
    /// that.
    std::map<std::string, std::uint64_t, std::less<>> told_of_;
    std::set<std::string, std::less<>> asked_early_;  ///< not reported, in no package then
};

/// Returns the names of the first files, and how many more there are.
std::string names_of(const std::vector<DiskChange>& changes);

}  // namespace core
