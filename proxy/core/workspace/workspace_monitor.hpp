// What changes on disk underneath gopls, and what its loads tell (docs/design.md, "Changes on
// disk"). It follows what the editor has open and tells of, says what is to be watched, and returns
// what it found: what is done about that is the engine's business.
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
#include "core/workspace/go_on_disk.hpp"
#include "core/workspace/reload_storm.hpp"
#include "core/workspace/watched_folders.hpp"
#include "lsp/methods.hpp"

namespace core {

class WorkspaceMonitor {
  public:
    explicit WorkspaceMonitor(const StormSettings& storm) : storm_(storm) {}

    /// A notification of the editor, or `initialized`, which the session has taken in already.
    void editor_notified(lsp::MethodName method, std::string_view params, Turn& turn);
    /// The editor will watch files for gopls, or will not, as it answered when it was asked to.
    void watching_answered(bool refused, Turn& turn);
    /// Settings that say who watches may have changed.
    void decide_who_watches(Turn& turn);
    /// What gopls asks the editor to watch is what it depends on.
    void registrations_changed(const EditorRegistrations& registrations);
    /// Once a turn: a thousand folders, or documents, often come at once.
    void hand_out(Turn& turn) {
        if (folders_changed_ || watched_.is_changed()) hand_out_folders(turn);
    }

    /// Nobody but the proxy tells gopls of changes on disk: before each message that gopls reads
    /// the disk for, they are looked for.
    bool looks_first() const { return looks_first_; }
    bool is_open(std::string_view path) const { return watched_.is_open(path); }

    /// What the shell saw change. Returns what gopls is to be told of at once.
    std::vector<DiskChange> changed(const std::vector<DiskChange>& changes, Turn& turn);
    /// gopls was told of it, behind the editor's message with the number `order`.
    void told_gopls(std::vector<DiskChange> changes, std::uint64_t order, const Turn& turn);
    /// The editor has had its time to tell: what it has not told of.
    std::optional<Verdict> take_stale(Turn& turn);
    /// gopls knows no package of a file that is new, and will not without new views: the path, by
    /// the error that it answered this request with. Empty if that is not so. Once for each time: a
    /// file may belong to none indeed, as one for another system.
    std::string new_file_without_package(const Pending& pending, std::string_view error_reply);

    /// The go command that gopls finds, as `effect::LookAtGo` saw it.
    std::optional<Verdict> go_seen(const std::string& path, const std::string& identity,
                                   Turn& turn);
    /// A fresh gopls goes by the go command that is there now.
    void server_replaced() { go_.forget(); }

    /// What gopls's own log tells.
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
    DiskChanges open_on_disk_;  ///< of open documents: these are the editor's to read again
    GoOnDisk go_;
    Time next_look_at_go_{};
    ReloadStorm storm_;
    std::string go_cache_;  ///< GOCACHE, as gopls names it
    bool looks_first_ = false;
    bool editor_refused_ = false;  ///< to watch, when it was asked
    /// Files whose changes the proxy told of, with the editor's last message before that.
    std::map<std::string, std::uint64_t, std::less<>> told_of_;
    std::set<std::string, std::less<>> asked_early_;  ///< not told of, and in no package then
};

/// The first of the files, and how many more there are.
std::string names_of(const std::vector<DiskChange>& changes);

}  // namespace core
