// Deletes a folder with everything in it, and nothing outside it; or measures it.
//
// Works by descriptors: follows no symbolic links, also none that somebody puts in the place of a
// folder meanwhile, and does not cross into other mounts. Blocking: call it in a thread of its own;
// it can be stopped half way.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace io {

/// Deletes `path`. Returns true if nothing of it is left. Stops early once `stop` is true.
bool remove_tree(const std::string& path, const std::atomic<bool>& stop);

/// The state of a deletion.
struct Deletion {
    std::uint64_t entries = 0;  ///< deleted files and folders
    /// Disk space of the deleted entries. A file that has another name elsewhere frees none.
    std::uint64_t freed_bytes = 0;
    /// The first entry that could not be deleted, and why; empty if there is none.
    std::string problem;
    bool complete = false;  ///< nothing is left
};

/// Called after every few hundred entries.
using DeletionProgress = std::function<void(const Deletion&)>;

/// Deletes the entry `name` of the open folder `parent`. Read-only folders are made writable first,
/// files are never changed. Stops early once `stop` is true.
Deletion remove_entry(int parent, const std::string& name, const std::atomic<bool>& stop,
                      const DeletionProgress& progress = {});

/// Entries with something in common, and one of them.
struct FoundEntries {
    std::uint64_t count = 0;
    std::string first;  ///< relative to the folder of the measured entry; empty if there is none
};

/// The size of an entry and of everything in it.
struct TreeSize {
    std::uint64_t entries = 0;  ///< files and folders
    std::uint64_t bytes = 0;    ///< on disk; a file with several names counts once
    bool complete = false;      ///< everything could be read
    /// The first and the last change of a file; the epoch if there is no file.
    std::chrono::system_clock::time_point oldest = {};
    std::chrono::system_clock::time_point newest = {};
    FoundEntries foreign = {};     ///< of another user, and not writable for this one
    FoundEntries unreadable = {};  ///< of this user, and not readable for it
};

/// Measures the entry `name` of the open folder `parent`. Stops early once `stop` is true.
TreeSize measure_entry(int parent, const std::string& name, const std::atomic<bool>& stop);

}  // namespace io
