// Chooses one of the running sessions for a command that is about one. Pure.
#pragma once

#include <string>
#include <vector>

#include "app/result.hpp"
#include "cli/control/client.hpp"

namespace cli {

using app::throw_exception_from_error;

/// The meaning of `--pid`, for the help.
inline constexpr const char* kPidChooses =
    "process id of the proxy, if several are running and not exactly one of them serves this "
    "folder";

/// Why no session was chosen, and the sessions to choose from: some lines.
struct NoSession {
    std::string text;
};

/// Returns the session with this pid. If that is 0 and several are running, returns the one whose
/// workspace contains the folder `here`, provided that no other does.
boost::system::result<Session, NoSession> choose_session(std::vector<Session> sessions, int pid,
                                                         const std::string& here);

}  // namespace cli
