// How much processor time the processes of a session get when others want it too.
//
// For a standby: gentle to the machine while it loads, and back to normal at the
// switch. nice(2) is not used: without privileges it cannot be taken back.
#pragma once

namespace io {

/// Sets the weight of the whole session of `session_leader_pid` as `niceness` (0 normal, 19
/// least) would, through the scheduler's autogroups. May be taken back at any time. False
/// where the system has none (then nothing has changed), or when it is asked twice within a
/// tenth of a second without privileges.
bool set_session_niceness(int session_leader_pid, int niceness);

}  // namespace io
