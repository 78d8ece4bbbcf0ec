// The measurements of one run of `gopls-proxy health`. Values only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace cli::health {

using core::Duration;

enum class Kind {
    kDefinition,
    kHover,
    kReferences,
    kCompletion,
    kAfterEdit,  ///< a hover right after an edit, for which gopls checks the package again
    kAfterSave,  ///< a hover right after the edit was undone and the document saved
};

/// Returns "definition", "hover", "references", "completion", "hover after edit" or "hover after
/// save".
std::string_view name_of(Kind kind);

/// One timed request.
struct Request {
    enum class Fate {
        kAnswered,
        kFailed,      ///< the reply is an error
        kUnanswered,  ///< no reply within the time limit
    };
    Kind kind = Kind::kHover;
    std::string file;        ///< relative to the folder
    std::uint32_t line = 1;  ///< from 1
    int round = 0;           ///< from 1; 0 for the warm-up
    Duration took{0};        ///< of an unanswered request, the time waited
    Fate fate = Fate::kAnswered;
    std::string error = {};  ///< gopls's words, for a failed one

    bool is_judged() const { return round > 0; }
};

/// The memory of gopls at one moment.
struct Memory {
    int round = 0;  ///< after this round; 0: after the load and the warm-up
    /// Live heap after a garbage collection (`gopls.mem_stats`, HeapAlloc).
    std::optional<std::uint64_t> heap_bytes;
    std::optional<std::uint64_t> resident_bytes;
};

/// An entry of the run's log.
struct Moment {
    Duration at{0};  ///< since the start of gopls
    std::string text;
};

struct Results {
    std::string folder;
    std::string time;  ///< of the start, RFC 3339
    std::string gopls_path;
    std::string gopls_version;  ///< `v0.23.0`; empty if unknown
    std::vector<std::string> files;
    int rounds = 0;
    int saves = 0;

    std::optional<Duration> initialize;  ///< from the start of gopls to its reply
    /// From the start of gopls to the end of its first load, by its own progress messages.
    std::optional<Duration> load;
    /// How long the run waited for a load that did not end.
    std::optional<Duration> load_waited;
    std::string load_error;  ///< gopls's words about a workspace that it could not load
    std::vector<Request> requests;
    std::vector<Memory> memory;
    std::optional<std::uint64_t> peak_resident_bytes;
    /// How gopls ended after its load and before the run did, one clause; empty if it did not.
    std::string gopls_ended;
    /// Why the run could not measure all it should, one sentence; empty if it could.
    std::string problem;
    bool interrupted = false;
    std::vector<Moment> log;
};

}  // namespace cli::health
