// Watches the folders that the core names for changes of Go and module files, and says what
// became of which file: came, went, or has another content.
//
// What it reports it has seen on disk, a moment after the system gave the alarm; a whole folder
// is looked at each time, in another thread, since events get lost and merged.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/disk_changes.hpp"
#include "io/background.hpp"
#include "io/folder_watch.hpp"
#include "io/loop.hpp"

namespace cli {

class DiskWatch {
  public:
    using OnChanges = std::function<void(const std::vector<core::DiskChange>&)>;

    DiskWatch(io::Loop& loop, OnChanges on_changes);

    /// These folders and no others; what is in a new one counts as known.
    void set_folders(const std::vector<std::string>& folders);
    void stop() { watched_.clear(); }

  private:
    /// What tells one state of each file from another, by name.
    using Listing = std::map<std::string, std::string>;
    struct Watched {
        std::unique_ptr<io::FolderWatch> watch;
        Listing known;
        std::uint64_t number = 0;  ///< a folder left and entered again is another one
        bool listed = false;       ///< `known` holds
        bool queued = false;       ///< to be looked at
    };

    void begin(const std::string& folder);
    void look(const std::string& folder);
    void look_at_next();
    void looked(const std::string& folder, std::uint64_t number, Listing now);
    static Listing list(const std::string& folder);

    io::Loop& loop_;
    OnChanges on_changes_;
    std::map<std::string, Watched> watched_;
    std::deque<std::string> queue_;
    bool looking_ = false;
    std::uint64_t numbers_ = 0;
    io::Background background_;
};

/// A Go source file, go.mod, go.work or one of their sums.
bool concerns_go(std::string_view name);

}  // namespace cli
