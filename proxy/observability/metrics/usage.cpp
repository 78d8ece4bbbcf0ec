#include "observability/metrics/usage.hpp"

#include "io/processes.hpp"

namespace observability::metrics {

Usage usage_of(const Snapshot& snapshot) {
    if (snapshot.active_leader == 0 || !snapshot.status.active) return {};
    const int seen = snapshot.status.active->pid;
    const int pid = seen != 0 ? seen : snapshot.active_leader;
    for (const io::Process& process : io::observe_session(snapshot.active_leader).processes) {
        if (process.pid == pid) return {process.resident_bytes, process.cpu};
    }
    return {};
}

}  // namespace observability::metrics
