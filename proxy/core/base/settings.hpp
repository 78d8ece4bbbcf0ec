// Every setting that a decision depends on, with its default. Values only:
// where they come from (flag, environment, file) and what is allowed is
// app/config's business.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "lsp/frame.hpp"

namespace core {

/// How far the proxy goes. `kObserve` detects without acting, `kOff` is a plain pipe that times.
enum class Mode { kAct, kObserve, kOff };

/// Which cache a replacement starts with (docs/design.md, "Caches").
enum class CachePolicy { kCleanOnStall, kWarmFirst, kAlwaysClean, kNeverClean };

/// What is done about a server that burns CPU beyond the hard limit.
enum class SpinPolicy { kTell, kAct };

/// What is done with `-remote` (docs/design.md, "Command line"): not passed on, or passed on and
/// only watched.
enum class RemotePolicy { kStrip, kObserve };

struct StallSettings {
    Duration window = 5s;           ///< `stall.window`: no work, in steady state
    Duration load_window = 20s;     ///< `stall.load_window`: no work, in a load or with a go child
    Duration network_window = 25s;  ///< `stall.network_window`: an established, silent connection
    Duration editor_window =
        30s;                      ///< `stall.editor_window`: then an unanswered request is answered
    Duration hard_limit = 10min;  ///< `stall.hard_limit`: spinning, or waiting on another child
    Duration load_hard_limit = 12min;  ///< `stall.load_hard_limit`: the same in a load
    Duration sample_interval = 1s;     ///< `stall.sample_interval`: between observations of a head
    Duration retry_interval =
        2min;  ///< `stall.retry_interval`: from offline, until a normal server is tried
    /// Hosts ("host" or "host:port") of the module proxies that the go command asks (GOPROXY); no
    /// setting, but what the session's environment says.
    std::vector<std::string> module_proxies;

    /// What a remedy leaves behind is watched for so long once gopls answers again. No setting of
    /// its own: it is as long as gopls takes to look at a folder again.
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
    std::map<std::string, Duration> methods;  ///< `[slow.methods]`: by method name

    Duration threshold_of(const std::string& method) const;
};

struct StormSettings {
    int loads = 10;         ///< `storm.loads`: package loads, for few saves, within `period`
    Duration period = 60s;  ///< `storm.period`
};

struct Settings {
    Mode mode = Mode::kAct;
    StallSettings stall;
    Duration stale_window = 5s;  ///< `stale.window`: for the editor to tell of a change on disk
    StormSettings storm;
    BudgetSettings budget;
    SlowSettings slow;
    CachePolicy cache_policy = CachePolicy::kCleanOnStall;
    SpinPolicy spin = SpinPolicy::kTell;
    RemotePolicy remote = RemotePolicy::kStrip;
    std::size_t max_frame_bytes = std::size_t{256} << 20;  ///< `limits.frame`
    std::size_t max_queue_bytes = std::size_t{64} << 20;   ///< `limits.queue`: towards a server
    /// Settings that were left out, with the reason, a sentence each: the person is told when the
    /// session begins. No setting.
    std::vector<std::string> notices;
    /// GOWORK in the environment of gopls; no setting.
    std::string go_work;
    /// No setting but in tests: what is as large as this goes on before all of it has come.
    std::size_t large_frame_bytes = lsp::FrameReader::kOwnBufferBytes;
};

}  // namespace core
