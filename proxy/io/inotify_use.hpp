// The inotify instances and watches of a user, by process, and the limits of the system for them.
//
// Linux only; elsewhere nothing is known. Blocking reads of /proc: a process with many watches has
// a long file there.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace io {

struct InotifyUser {
    int pid = 0;
    std::string name;  ///< as in /proc/<pid>/comm
    std::uint64_t instances = 0;
    std::uint64_t watches = 0;
};

/// Returns the processes of `user` with inotify instances, most watches first, without this
/// process. Stops early once `stop` is true.
std::vector<InotifyUser> inotify_users(uid_t user, const std::atomic<bool>& stop);

/// Returns the number of watches in the text of /proc/<pid>/fdinfo/<fd>. Pure.
std::uint64_t count_watches(std::string_view fdinfo);

/// What one user may have (inotify(7)), also in a user namespace with limits of its own
/// (namespaces(7), /proc/sys/user).
struct InotifyLimits {
    std::uint64_t watches = 0;
    std::uint64_t instances = 0;
};

std::optional<InotifyLimits> inotify_limits();

}  // namespace io
