// The folders to watch for changes on disk, and the files that matter in each. These are the
// folders of the open documents with all folders above them up to the workspace folder, and
// everything that gopls's views depend on: go.mod and go.work above each workspace folder, GOWORK,
// vendor/modules.txt, and the folders that gopls asked the editor to watch (docs/design.md,
// "Changes on disk").
//
// Paths and counts only: io watches the folders. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/disk.hpp"

namespace core {

class WatchedFolders {
  public:
    /// Limit on folders, since watches use system resources. Open documents in further folders are
    /// not watched.
    static constexpr std::size_t kMost = 128;

    /// Sets the current workspace folders, as absolute paths.
    void set_workspace(std::vector<std::string> folders);
    /// Sets GOWORK as gopls uses it: a path, "off", or empty.
    void set_go_work(std::string go_work);
    /// Sets the folders that gopls asked the editor to watch (`watched_by_registration`).
    void set_registered(std::vector<WatchedFolder> folders);
    /// Sets whether nothing needs to be watched, since gopls watches itself.
    void set_idle(bool idle);
    /// Marks the set as changed, since something else that depends on it has changed.
    void touch() { changed_ = true; }
    /// Records that a document, by its path, was opened or closed. Files outside the workspace (the
    /// standard library, the module cache) are not expected to change.
    void opened(std::string_view path);
    void closed(std::string_view path);
    bool is_open(std::string_view path) const { return open_.contains(path); }

    /// Returns whether the set has changed since the last call.
    bool take_changed();
    bool is_changed() const { return changed_; }
    /// Returns the folders, each once, those of the workspace first.
    std::vector<WatchedFolder> folders() const;
    const std::vector<std::string>& workspace() const { return workspace_; }
    const std::string& go_work() const { return go_work_; }

  private:
    void count(std::string_view path, int by);

    std::vector<std::string> workspace_;
    std::string go_work_;
    std::vector<WatchedFolder> registered_;
    std::set<std::string, std::less<>> open_;
    std::map<std::string, int, std::less<>> documents_in_;  ///< open documents at or below a folder
    bool idle_ = false;
    bool changed_ = false;
};

/// Returns the folders that a registration of `workspace/didChangeWatchedFiles` covers, by its raw
/// options (LSP 3.17, "DidChangeWatchedFilesRegistrationOptions"). A relative pattern without a
/// base adds nothing: it refers to the workspace folders, which are watched in any case.
std::vector<WatchedFolder> watched_by_registration(std::string_view raw_options);

/// The folder of a module that contains copies of its dependencies.
inline constexpr std::string_view kVendor = "vendor";

/// Returns the part of a path before its last slash. Empty if there is none.
std::string_view folder_of(std::string_view path);
/// Returns the path of `name` in a folder.
std::string path_in(std::string_view folder, std::string_view name);
bool is_below(std::string_view path, std::string_view folder);

/// Whether the name is that of a Go source file, go.mod, go.work or one of their sums.
bool concerns_go(std::string_view name);
/// Whether the go command looks for packages in a folder of this name within a module.
bool may_hold_packages(std::string_view folder_name);
/// Returns the folders that a go.work in `folder` uses, absolute.
std::vector<std::string> folders_used_by(std::string_view go_work_text, std::string_view folder);

}  // namespace core
