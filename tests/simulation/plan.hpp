// A session before it happens: a list of steps, each with a seed of its own, so that any of them
// can be left out and the others stay what they are (which is how a failure is shrunk).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/settings.hpp"
#include "simulation/choices.hpp"

namespace simulation {

enum class StepKind {
    // the editor
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
    // gopls and what is around it
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
/// Something that goes wrong, as opposed to what people do all day.
bool is_fault(StepKind kind);

struct Step {
    StepKind kind;
    std::uint64_t seed;
};

struct Plan {
    std::uint64_t seed = 0;  ///< settings, and what is not a step's
    std::vector<Step> steps;
};

/// The session of a seed.
Plan make_plan(std::uint64_t seed, std::size_t steps);
/// What is set in the session of a seed.
core::Settings settings_of(std::uint64_t seed);

}  // namespace simulation
