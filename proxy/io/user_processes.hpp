// All processes of one user, with what they hold: working folder, environment, open files and
// locks, sockets.
//
// Linux only; elsewhere nothing is known. It decides nothing and changes nothing. Blocking: reads
// some files of /proc for each process and descriptor, a fraction of a second in all.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/open_files.hpp"

namespace io {

struct UserProcess {
    int pid = 0;
    int ppid = 0;
    int session = 0;
    std::uint64_t start_ticks = 0;  ///< with the pid, its identity
    std::string name;               ///< as in /proc/<pid>/comm: at most 15 bytes
    std::vector<std::string> argv;
    std::string executable;  ///< path; empty if it may not be seen
    std::chrono::seconds age{0};
    std::uint64_t resident_bytes = 0;
    /// The environment that it was started with; nothing if it may not be seen.
    std::optional<std::map<std::string, std::string, std::less<>>> environment;
    std::string working_folder;
    std::vector<OpenFile> files;
    std::vector<std::uint64_t> sockets;  ///< inodes
    /// Addresses on which it listens: "127.0.0.1:4040", "/run/user/1000/some.sock".
    std::vector<std::string> listens;
    /// Its open files may be seen.
    bool is_known = false;
    /// It sees other mounts than this process, as in a container: its paths may mean other files.
    bool has_other_mounts = false;
};

struct UserProcesses {
    /// False where processes cannot be seen. An empty list proves nothing then.
    bool known = false;
    std::vector<UserProcess> processes;
    /// Every process of any user, with its parent and name.
    struct Other {
        int pid = 0;
        int ppid = 0;
        std::string name;
    };
    std::vector<Other> all;
};

/// Returns the processes of `user` (the effective one) without this process, and without those that
/// are ending.
UserProcesses processes_of_user(uid_t user);

/// Returns the processes of `in` that hold the other ends of the connected Unix-domain sockets of
/// `process`.
std::vector<int> peers_of(const UserProcess& process, const UserProcesses& in);

/// Returns whether `path_there`, as the process sees it, is the file or folder `path_here`. Asks
/// the file systems, which may hang.
bool is_same_file(const UserProcess& process, const std::string& path_there,
                  const std::string& path_here);

}  // namespace io
