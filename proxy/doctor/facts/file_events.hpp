// A live probe of file events: creates a file in a temporary folder, and waits until inotify
// reports it.
#pragma once

#include <string>
#include <vector>

namespace doctor {

struct EventProbe {
    enum class Outcome {
        kNotTried,  ///< no folder could be created
        kSeen,
        kNotSeen,
        kRefused,   ///< the system refused to watch the folder
        kNoAnswer,  ///< the file system did not answer in time
    };
    Outcome outcome = Outcome::kNotTried;
    std::string folder;            ///< in which the temporary folder was
    bool is_of_workspace = false;  ///< on the file system of the workspace
    std::string error = {};        ///< of kRefused: the system's words
    bool is_at_limit = false;      ///< of kRefused: a limit of inotify is reached
};

/// Probes in the first of `folders` that is on the same file system as `workspace`, else in the
/// first one that is writable. Blocking, for little more than two seconds unless a file system
/// hangs.
EventProbe probe_file_events(const std::string& workspace, const std::vector<std::string>& folders);

}  // namespace doctor
