// Which folders a change on disk is of interest in, and which files of each: those of the open
// documents and all above them up to the workspace folder, and everything that gopls's views are
// made of: go.mod and go.work above each workspace folder, GOWORK, vendor/modules.txt, and what
// gopls asked the editor to watch (docs/design.md, "Changes on disk").
//
// Paths and counts only; who watches them is io's business. Pure.
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
    /// Watches cost the system something; open documents in further folders are not watched.
    static constexpr std::size_t kMost = 128;

    /// The workspace folders as they are now, absolute paths.
    void set_workspace(std::vector<std::string> folders);
    /// GOWORK, as gopls goes by it: a path, "off", or empty.
    void set_go_work(std::string go_work);
    /// What gopls asked the editor to watch (`watched_by_registration`).
    void set_registered(std::vector<WatchedFolder> folders);
    /// Nothing needs to be watched: gopls does it.
    void set_idle(bool idle);
    /// What else depends on the set has changed.
    void touch() { changed_ = true; }
    /// A document, by its path, was opened or closed. What is outside the workspace (the standard
    /// library, the module cache) does not change under anyone's feet.
    void opened(std::string_view path);
    void closed(std::string_view path);
    bool is_open(std::string_view path) const { return open_.contains(path); }

    /// The set has changed since this was last asked.
    bool take_changed();
    bool is_changed() const { return changed_; }
    /// The folders, each once; what the workspace is made of first.
    std::vector<WatchedFolder> folders() const;
    const std::vector<std::string>& workspace() const { return workspace_; }
    const std::string& go_work() const { return go_work_; }

  private:
    void count(std::string_view path, int by);

    std::vector<std::string> workspace_;
    std::string go_work_;
    std::vector<WatchedFolder> registered_;
    std::set<std::string, std::less<>> open_;
    std::map<std::string, int, std::less<>> documents_in_;  ///< at or below a folder
    bool idle_ = false;
    bool changed_ = false;
};

/// The folders that a registration of `workspace/didChangeWatchedFiles` is about, by its raw
/// options (LSP 3.17, "DidChangeWatchedFilesRegistrationOptions"). A relative pattern without a
/// base adds nothing: it is about the workspace folders, which are watched in any case.
std::vector<WatchedFolder> watched_by_registration(std::string_view raw_options);

/// The folder of a module that holds copies of what it depends on.
inline constexpr std::string_view kVendor = "vendor";

/// The part of a path before its last slash; empty if there is none.
std::string_view folder_of(std::string_view path);
/// The path of `name` in a folder.
std::string path_in(std::string_view folder, std::string_view name);
bool is_below(std::string_view path, std::string_view folder);

/// A Go source file, go.mod, go.work or one of their sums, by its name.
bool concerns_go(std::string_view name);
/// Whether the go command looks for packages in a folder of this name within a module.
bool may_hold_packages(std::string_view folder_name);
/// The folders that a go.work in `folder` uses, absolute.
std::vector<std::string> folders_used_by(std::string_view go_work_text, std::string_view folder);

}  // namespace core
