// Which folders a change on disk is of interest in: those of the open documents, and all above
// them up to the workspace folder, where go.mod and go.work are (design, section 4, stale view).
//
// Paths and counts only; who watches them is io's business. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace core {

class WatchedFolders {
  public:
    /// Watches cost the system something; what is beyond is not watched.
    static constexpr std::size_t kMost = 128;

    /// The workspace folders as they are now, absolute paths.
    void set_workspace(std::vector<std::string> folders);
    /// A document, by its path, was opened or closed. What is outside the workspace (the standard
    /// library, the module cache) does not change under anyone's feet.
    void opened(std::string_view path);
    void closed(std::string_view path);
    bool is_open(std::string_view path) const { return open_.contains(path); }

    /// The set has changed since this was last asked.
    bool take_changed();
    /// The folders, in order; the workspace folders first.
    std::vector<std::string> folders() const;

  private:
    void count(std::string_view path, int by);

    std::vector<std::string> workspace_;
    std::set<std::string, std::less<>> open_;
    std::map<std::string, int, std::less<>> documents_in_;  ///< at or below a folder
    bool changed_ = false;
};

/// The part of a path before its last slash; empty if there is none.
std::string_view folder_of(std::string_view path);

}  // namespace core
