// The newest starts of gopls in each workspace, in the file `starts.json` of the state folder, so
// that a start slower than usual is noticed. A workspace is named by a hash of its folders.
//
// The value is pure. `StartRecord` reads and writes the file in other threads. Sessions that end a
// start at the same moment may lose one of them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/start_phases.hpp"
#include "io/background.hpp"

namespace app {

class StartHistory {
  public:
    static constexpr std::size_t kMaxWorkspaces = 100;
    static constexpr std::size_t kMaxStarts = 10;  ///< of a workspace

    /// Parses the file. Returns an empty history for any other text, and leaves out what it does
    /// not understand.
    static StartHistory parse(std::string_view text);
    std::string text() const;

    /// Adds a start. Forgets the oldest of the workspace, and the workspace not started for the
    /// longest time.
    void add(const std::string& workspace, const core::StartPhases& start);
    /// Returns the starts of a workspace, the oldest first.
    std::vector<core::StartPhases> of(const std::string& workspace) const;
    std::size_t workspaces() const { return workspaces_.size(); }

  private:
    using Workspace = std::pair<std::string, std::vector<core::StartPhases>>;
    std::vector<Workspace> workspaces_;  // the one started last at the end
};

/// Returns the name of the workspace with these folders, in any order: a hash.
std::string workspace_key(std::vector<std::string> folders);

class StartRecord {
  public:
    /// An empty `state_folder`: nothing is kept.
    StartRecord(io::Loop& loop, const std::string& state_folder);

    /// Reads the usual start of a workspace, and calls back from the loop. Without a file it does
    /// not call.
    void recall(std::vector<std::string> folders,
                std::function<void(const core::StartPhases& usual)> then);
    /// Adds a start to those of the workspace.
    void keep(std::vector<std::string> folders, const core::StartPhases& start);

  private:
    std::string path_;
    io::Background background_;
};

}  // namespace app
