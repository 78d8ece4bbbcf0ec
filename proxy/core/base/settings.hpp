// Every setting that a decision depends on, with its default. Values only: app/config reads them
// (flag, environment, file) and checks them.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "lsp/frame.hpp"

namespace core {

/// The actions that the proxy may take. `kObserve` detects without acting, `kOff` is a plain pipe
/// that measures times.
enum class Mode { kAct, kObserve, kOff };

/// Which cache a replacement starts with (docs/design.md, "Caches").
enum class CachePolicy { kCleanOnStall, kWarmFirst, kAlwaysClean, kNeverClean };

/// How the proxy reacts to a server that burns CPU beyond the hard limit.
enum class SpinPolicy { kTell, kAct };

/// How the proxy handles `-remote` (docs/design.md, "Command line"): it removes the flag, or passes
/// it on and only observes.
enum class RemotePolicy { kStrip, kObserve };

struct StallSettings {
    Duration window = 5s;        ///< `stall.window`: without work, in steady state
    Duration load_window = 20s;  ///< `stall.load_window`: without work, loading or with a go child
    Duration network_window = 25s;  ///< `stall.network_window`: an established, silent connection
    Duration editor_window = 30s;  ///< `stall.editor_window`: then the proxy answers for the editor
    Duration hard_limit = 10min;   ///< `stall.hard_limit`: spinning, or waiting for another child
    Duration load_hard_limit = 12min;  ///< `stall.load_hard_limit`: the same in a load
    Duration sample_interval = 1s;     ///< `stall.sample_interval`: between samples of a head
    Duration retry_interval =
        2min;  ///< `stall.retry_interval`: offline, until a normal server is tried
    /// Hosts ("host" or "host:port") of the module proxies that the go command asks. Not a setting:
    /// it comes from GOPROXY in the session's environment.
    std::vector<std::string> module_proxies;

    /// How long the aftermath of a remedy is watched once gopls answers again. Not a setting of its
    /// own: it is as long as gopls takes to check a folder again.
    Duration aftermath() const { return 2 * window; }
};

struct BudgetSettings {
    int replacements = 3;        ///< `budget.replacements`: automatic ones within `period`
    Duration period = 10min;     ///< `budget.period`
    Duration max_spacing = 30s;  ///< `budget.max_spacing`: upper end of the full jitter
};

struct SlowSettings {
    Duration interactive = 150ms;             ///< `slow.interactive`: jumps and hovers
    Duration other = 1s;                      ///< `slow.threshold`: all other requests
    Duration editor = 80ms;                   ///< `slow.editor`: until it has read a reply
    std::map<std::string, Duration> methods;  ///< `[slow.methods]`: by method name

    Duration threshold_of(const std::string& method) const;
};

struct StormSettings {
    int loads = 10;         ///< `storm.loads`: package loads with few saves within `period`
    Duration period = 60s;  ///< `storm.period`
};

struct Settings {
    Mode mode = Mode::kAct;
    StallSettings stall;
    Duration stale_window = 5s;  ///< `stale.window`: for the editor to report a change on disk
    StormSettings storm;
    BudgetSettings budget;
    SlowSettings slow;
    CachePolicy cache_policy = CachePolicy::kCleanOnStall;
    SpinPolicy spin = SpinPolicy::kTell;
    RemotePolicy remote = RemotePolicy::kStrip;
    /// `trace.ring`: always record the trace of the session, so that its past can be written.
    bool trace_ring = false;
    std::size_t max_frame_bytes = std::size_t{256} << 20;  ///< `limits.frame`
    std::size_t max_queue_bytes = std::size_t{64} << 20;   ///< `limits.queue`: to a server
    /// Settings that were ignored, with the reason, one sentence each. They are shown when the
    /// session begins. Not a setting.
    std::vector<std::string> notices;
    /// GOWORK in the environment of gopls. Not a setting.
    std::string go_work;
    /// A message of this size is forwarded before all of it has arrived. Only tests change it.
    std::size_t large_frame_bytes = lsp::FrameReader::kOwnBufferBytes;
};

}  // namespace core
