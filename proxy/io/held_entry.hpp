// A file or folder held by descriptors, so that it stays the same one while it is examined, moved
// aside and deleted, whatever somebody puts in its place or in the place of a folder above it.
//
// Blocking calls. Errors are returned as values.
#pragma once

#include <sys/types.h>

#include <boost/system/result.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace io {

/// Facts about an entry and the folder it is in.
struct EntryFacts {
    enum class Type { kFolder, kFile, kSymlink, kSocket, kOther };
    Type type = Type::kOther;
    uid_t owner = 0;
    dev_t device = 0;
    ino_t inode = 0;
    /// Another file system, or another part of the same one, is mounted there.
    bool is_mount_point = false;
    uid_t parent_owner = 0;
    /// Any user may replace the entry: others may write to the folder, and it is not sticky.
    bool parent_is_open = false;
    std::chrono::system_clock::time_point modified;

    /// Returns whether both are about the same file or folder.
    bool is_same(const EntryFacts& other) const {
        return device == other.device && inode == other.inode && type == other.type;
    }
};

class HeldEntry {
  public:
    /// Opens the entry at `path`, which must be absolute and free of `..`. Follows no symbolic
    /// link: if a folder on the way is one, fails with too_many_symbolic_link_levels or
    /// not_a_directory. If the entry itself is one, its facts are those of the link.
    static boost::system::result<HeldEntry> open(const std::string& path);
    HeldEntry(HeldEntry&& other) noexcept;
    HeldEntry& operator=(HeldEntry&&) = delete;
    ~HeldEntry();

    const EntryFacts& facts() const { return facts_; }
    /// The folder that it is in, and its present name there.
    int parent() const { return parent_; }
    const std::string& name() const { return name_; }
    /// Returns the names in this folder, sorted; empty if it is not a folder.
    boost::system::result<std::vector<std::string>> names() const;
    /// Returns the beginning of the regular file `name` in this folder; empty if there is none.
    std::string read(const std::string& name, std::size_t max_bytes) const;

    /// Locks `name` in this folder, a regular file that is created if it is missing, as long as
    /// this object lives. Fails with resource_unavailable_try_again if somebody else has locked it.
    boost::system::result<void> lock_file(const std::string& name);

    /// Renames it, within its folder, to a name that `is_aside` knows. A folder is locked until
    /// this object goes, so that nobody takes it for left over. Fails with ESTALE if
    /// another entry has the name by now: that one is left as it is.
    boost::system::result<void> move_aside();

    /// Locks a folder that an earlier run moved aside. Fails with resource_unavailable_try_again
    /// if that run is still deleting it. Does nothing where the file system locks no folders.
    boost::system::result<void> lock();

  private:
    HeldEntry() = default;

    int parent_ = -1;
    int folder_ = -1;  ///< the entry itself, if it is a folder
    int lock_ = -1;
    std::string name_;
    EntryFacts facts_;
};

/// Returns whether an entry with this name was moved aside by `HeldEntry::move_aside`.
bool is_aside(std::string_view name);

/// Returns `path` with the symbolic links in its folder resolved, but not in its last component.
/// Fails if the folder does not exist.
boost::system::result<std::string> resolve_parent(const std::string& path);

}  // namespace io
