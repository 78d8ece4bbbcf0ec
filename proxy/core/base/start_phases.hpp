// The phases of a gopls's start, how long they took, and which of them took longer than usual in
// this workspace (docs/control.md, "The start of gopls"). Pure values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace core {

/// In the order in which they are shown.
enum class StartPhase : std::uint8_t {
    kSpawn,          ///< until its process runs
    kInitialize,     ///< from `initialize` to its reply
    kEditor,         ///< gopls waited for the editor to send `initialize` and `initialized`
    kConfiguration,  ///< gopls waited for answers to workspace/configuration
    kLoad,           ///< the rest, until the workspace was loaded
    kGoEnv,          ///< of the load: a `go env` or `go version` ran
    kGoList,         ///< of the load: a `go list` ran
    kFirstAnswer,    ///< from the start to the first answer to a request of the editor
    kTotal,          ///< from the start until the workspace was loaded
};
inline constexpr std::size_t kStartPhases = static_cast<std::size_t>(StartPhase::kTotal) + 1;

/// Returns the name in logs and documents, e.g. `go_list`.
std::string_view name(StartPhase phase);
/// Returns the phase with this name.
std::optional<StartPhase> start_phase(std::string_view name);

/// Durations of phases. Nothing for a phase that has not ended, or is not known.
class StartPhases {
  public:
    std::optional<Duration>& operator[](StartPhase phase) { return of_[index(phase)]; }
    const std::optional<Duration>& operator[](StartPhase phase) const { return of_[index(phase)]; }
    friend bool operator==(const StartPhases&, const StartPhases&) = default;

  private:
    static std::size_t index(StartPhase phase) { return static_cast<std::size_t>(phase); }
    std::array<std::optional<Duration>, kStartPhases> of_{};
};

/// Returns "12.3 s: initialize 200 ms, load 11.8 s (go list 9.0 s), first answer 12.5 s". Before
/// the workspace is loaded it begins with "so far: ". Phases of less than a millisecond are left
/// out. Empty if there is nothing to say.
std::string in_words(const StartPhases& start);

/// Returns the usual duration of each phase: the median of `past` starts. Without three of them
/// nothing is usual.
StartPhases usual_of(const std::vector<StartPhases>& past);

/// A phase that took more than twice as long as usual, and more than a second longer.
struct SlowerPhase {
    StartPhase phase;
    Duration took;
    Duration usual;
    friend bool operator==(const SlowerPhase&, const SlowerPhase&) = default;
};
/// Returns the phases that were slower than usual. The first answer never is: it depends on when
/// the editor asks. The whole is named only if no part explains it.
std::vector<SlowerPhase> slower_than_usual(const StartPhases& start, const StartPhases& usual);

/// Returns "the load took 11.8 s, usually 3.0 s; go list took 9.0 s, usually 1.0 s". Empty without
/// phases.
std::string in_words(const std::vector<SlowerPhase>& slower);

}  // namespace core
