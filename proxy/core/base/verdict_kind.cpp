#include "core/base/verdict_kind.hpp"

namespace core {

std::string_view name(VerdictKind kind) {
    switch (kind) {
        case VerdictKind::kIdle:
            return "idle";
        case VerdictKind::kBusy:
            return "busy";
        case VerdictKind::kUnknown:
            return "unknown";
        case VerdictKind::kWaitingOnEditor:
            return "waiting_on_editor";
        case VerdictKind::kGoCommandNetwork:
            return "go_command_network";
        case VerdictKind::kGoCommandLocal:
            return "go_command_local";
        case VerdictKind::kGoEnv:
            return "go_env";
        case VerdictKind::kToolchainDownload:
            return "toolchain_download";
        case VerdictKind::kPackagesDriver:
            return "packages_driver";
        case VerdictKind::kOtherChild:
            return "other_child";
        case VerdictKind::kWaitingForPerson:
            return "waiting_for_person";
        case VerdictKind::kDeadlocked:
            return "deadlocked";
        case VerdictKind::kStopped:
            return "stopped";
        case VerdictKind::kSpinning:
            return "spinning";
        case VerdictKind::kStaleView:
            return "stale_view";
        case VerdictKind::kReloadStorm:
            return "reload_storm";
        case VerdictKind::kBuildCacheFault:
            return "build_cache_fault";
        case VerdictKind::kRefusedStart:
            return "refused_start";
        case VerdictKind::kDead:
            return "dead";
        case VerdictKind::kCacheFault:
            return "cache_fault";
        case VerdictKind::kOutOfMemory:
            return "out_of_memory";
        case VerdictKind::kGarbage:
            return "garbage";
        case VerdictKind::kInternalError:
            return "internal_error";
        case VerdictKind::kAsked:
            return "asked";
    }
    return "unknown";
}

}  // namespace core
