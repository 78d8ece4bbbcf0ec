// The plan of a session: a list of steps, each with its own seed. A step can be left out without
// changing the others, which is how a failure is shrunk.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/settings.hpp"
#include "simulation/choices.hpp"

namespace simulation {

enum class StepKind {
    // editor
    kInitialize,
    kInitialized,
    kOpen,
    kEdit,
    kReplaceText,
    kBadEdit,
    kSloppy,
    kSave,
    kClose,
    kRename,
    kAsk,
    kPull,
    kCommand,
    kOwnCommand,
    kCancel,
    kConfigure,
    kFolders,
    kTrace,
    kWatchedFiles,
    kOpaque,
    kEditorSlowToAnswer,
    kEditorSlowToRead,
    kEditorStopsMidMessage,
    kShutdown,
    kEditorLeaves,
    kSecondInitialize,
    // gopls and its surroundings
    kHang,
    kSlow,
    kQuietForAWhile,
    kGoListStuck,
    kGoListStuckBesideWork,
    kTwoGoListsStuck,
    kLoadBeside,
    kPullHangs,
    kDriver,
    kAskpass,
    kStop,
    kDie,
    kDieMidMessage,
    kGarbage,
    kReplyOddly,
    kStopsReading,
    kServerAsks,
    kFlood,
    kNetworkSilent,
    kSpawnFails,
    kBuildCacheFault,
    kDiskChange,
    kGoReplaced,
    kGarbageFromEditor,
    // time
    kPause,
    kSuspend,
    kProxyStopped,
    kTerminate,
    kCount
};

std::string_view name(StepKind kind);
/// Returns whether the step is a fault, as opposed to everyday work.
bool is_fault(StepKind kind);

struct Step {
    StepKind kind;
    std::uint64_t seed;
};

struct Plan {
    std::uint64_t seed = 0;  ///< for the settings and everything outside the steps
    std::vector<Step> steps;
};

/// Returns the plan of a seed.
Plan make_plan(std::uint64_t seed, std::size_t steps);
/// Returns the settings of a seed.
core::Settings settings_of(std::uint64_t seed);

}  // namespace simulation
