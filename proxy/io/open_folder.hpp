// Opening folders by descriptor, for code that must not be led elsewhere by a symbolic link.
//
// Internal to the folder.
#pragma once

#include <dirent.h>
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace io {

/// An open folder that can be listed.
using OpenFolder = std::unique_ptr<DIR, int (*)(DIR*)>;

/// Tells whether a folder lies on the mount on which a walk began.
class OneMount {
  public:
    /// `fd` is where the walk begins.
    explicit OneMount(int fd);
    bool contains(int fd) const;

  private:
    std::optional<dev_t> device_;
    std::optional<std::uint64_t> mount_;
};

/// Opens the folder `name` of the open folder `parent`. Null, with errno, if that is something
/// else, a symbolic link included, or if it lies on another mount than `mount` (EXDEV). An empty
/// `mount` is set to that of the folder. With `make_accessible`, a folder of this user that may not
/// be read or changed gets the mode 0700.
OpenFolder open_folder(int parent, const char* name, std::optional<OneMount>& mount,
                       bool make_accessible);

/// Returns the next entry of an open folder, without `.` and `..`; null at the end.
const dirent* next_entry(const OpenFolder& folder);

}  // namespace io
