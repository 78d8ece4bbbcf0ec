// Recognizes the temporary files and sockets that gopls leaves behind. Pure.
//
// gopls names them in internal/server, internal/debug, internal/golang, internal/cache, and
// internal/lsprpc; x/tools names `gocommand-*` in internal/gocommand. `gopls-proxy doctor` and the
// go commands of `clean` leave `gopls-proxy-doctor-*` behind if they are killed (ScratchFolder).
// The proxy's own `gopls-proxy-UID` has such a name too, and so may a folder of the user's: only
// names that these programs make count.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/held_entry.hpp"

namespace cli::clean {

struct TemporaryName {
    bool is_socket = false;  ///< of a daemon: it is used while somebody listens
    int pid = 0;             ///< the process that made it; 0: the name does not tell
};

/// Returns what a name in the temporary folder tells, or nothing if no gopls and no doctor
/// makes such a name.
std::optional<TemporaryName> parse_temporary_name(std::string_view name);

/// The same for a name in the home folder: `.gopls-PID`, with a dot or dash and anything behind it.
std::optional<TemporaryName> parse_home_name(std::string_view name);

/// An entry with such a name.
struct Temporary {
    TemporaryName name;
    io::EntryFacts::Type type = io::EntryFacts::Type::kFile;
    std::chrono::seconds age{0};  ///< since its last change
};

/// Facts about processes that may own it.
struct Owners {
    bool known = false;         ///< processes can be seen
    bool pid_is_alive = false;  ///< a process has the pid in the name
    bool is_listened_to = false;
    /// A process that has a file in it open, or works there; 0: none.
    int holder = 0;
    /// The ages of every gopls that uses this temporary folder, with its pid.
    struct Gopls {
        int pid = 0;
        std::chrono::seconds age{0};
    };
    std::vector<Gopls> gopls = {};
};

/// Returns why the entry must stay, or an empty text if it has no living owner.
std::string living_owner(const Temporary& entry, const Owners& owners);

}  // namespace cli::clean
