#include "doctor/kinds.hpp"

#include <array>

#include "doctor/checks/caches.hpp"
#include "doctor/checks/cgo.hpp"
#include "doctor/checks/editor_files.hpp"
#include "doctor/checks/file_events.hpp"
#include "doctor/checks/file_systems.hpp"
#include "doctor/checks/go_command.hpp"
#include "doctor/checks/go_folders.hpp"
#include "doctor/checks/go_line.hpp"
#include "doctor/checks/go_modes.hpp"
#include "doctor/checks/go_work.hpp"
#include "doctor/checks/gopls_flags.hpp"
#include "doctor/checks/gopls_program.hpp"
#include "doctor/checks/gopls_settings.hpp"
#include "doctor/checks/left_over.hpp"
#include "doctor/checks/load.hpp"
#include "doctor/checks/module_files.hpp"
#include "doctor/checks/module_layout.hpp"
#include "doctor/checks/module_proxies.hpp"
#include "doctor/checks/network.hpp"
#include "doctor/checks/packages_driver.hpp"
#include "doctor/checks/replacements.hpp"
#include "doctor/checks/resources.hpp"
#include "doctor/checks/running_gopls.hpp"
#include "doctor/checks/server_log.hpp"
#include "doctor/checks/vscode_settings.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

constexpr auto kTools = Area::kTools;
constexpr auto kEnvironment = Area::kEnvironment;
constexpr auto kWorkspace = Area::kWorkspace;
constexpr auto kEditors = Area::kEditors;
constexpr auto kMachine = Area::kMachine;
constexpr auto kNetwork = Area::kNetwork;
constexpr auto kLog = Area::kLog;
constexpr auto kError = Severity::kError;
constexpr auto kWarning = Severity::kWarning;
constexpr auto kNote = Severity::kNote;

constexpr std::string_view kInstalls =
    "installs gopls with `go install`, in the newest version that the installed Go builds";

constexpr auto kKinds = std::to_array<Kind>({
    {"go-missing", kTools, kError, "the go command is not on PATH", "", check_go_missing},
    {"go-fails", kTools, kError, "`go env` fails", "", check_go_fails},
    {"go-hangs", kTools, kWarning, "a command did not end within the time limit", "",
     check_go_hangs},
    {"gopls-missing", kTools, kError, "gopls was not found, or the setting `gopls` is invalid",
     kInstalls, check_gopls_missing},
    {"gopls-older-than-go", kTools, kError,
     "gopls was built with an older Go than the go command, or than a go line asks for", kInstalls,
     check_gopls_older_than_go},
    {"go-too-old", kTools, kError, "gopls does not support a Go this old", kInstalls,
     check_go_too_old_for_gopls},
    {"go-line-too-new", kTools, kError,
     "go.mod or go.work asks for a newer Go, and the go command does not switch to it", "",
     check_go_line_too_new},
    {"toolchain-switch", kTools, kNote,
     "go.mod or go.work asks for a newer Go, which the go command downloads", "",
     check_toolchain_switch},
    {"several-go", kTools, kNote, "PATH has go commands of different versions", "",
     check_several_go},
    {"several-gopls", kTools, kNote, "different versions of gopls are installed", "",
     check_several_gopls},
    {"version-manager", kTools, kNote,
     "go or gopls is a shim of asdf, mise, goenv or another version manager", "", check_shims},
    {"driver-missing", kTools, kError, "GOPACKAGESDRIVER names no program", "",
     check_driver_missing},
    {"driver-in-use", kTools, kNote, "a GOPACKAGESDRIVER loads the packages", "",
     check_driver_in_use},

    {"folder-unusable", kEnvironment, kError,
     "the folder of GOCACHE, GOMODCACHE, GOPATH, GOBIN or GOTMPDIR is not a writable folder", "",
     check_folder_unusable},
    {"folder-relative", kEnvironment, kError, "a setting that needs an absolute path has another",
     "", check_folder_relative},
    {"cache-off", kEnvironment, kError, "GOCACHE or GOMODCACHE is `off`", "", check_cache_off},
    {"file-system-hangs", kEnvironment, kError,
     "a folder of PATH or of the workspace, the gopls cache or TMPDIR does not answer", "",
     check_file_system_hangs},
    {"goroot-wrong", kEnvironment, kError, "GOROOT is set, and is not the Go in use", "",
     check_goroot},
    {"gopath-wrong", kEnvironment, kError, "GOPATH equals GOROOT, or has a go.mod in its root", "",
     check_gopath},
    {"goflags-invalid", kEnvironment, kError, "the go command refuses GOFLAGS", "",
     check_goflags_invalid},
    {"goflags-mod", kEnvironment, kWarning,
     "GOFLAGS has `-mod=mod`, or `-mod=vendor` without a vendor folder", "", check_goflags_mod},
    {"goflags-vendor", kEnvironment, kError,
     "GOFLAGS has `-mod=vendor`, and there is no vendor folder with the required modules", "",
     check_goflags_vendor},
    {"go111module", kEnvironment, kError, "GO111MODULE is `off` or invalid", "", check_go111module},
    {"gowork-missing", kEnvironment, kError, "GOWORK names no file that can be read", "",
     check_gowork_missing},
    {"gowork-off", kEnvironment, kWarning, "GOWORK is `off`, and there is a go.work", "",
     check_gowork_off},
    {"gowork-elsewhere", kEnvironment, kWarning, "GOWORK names a go.work without this folder", "",
     check_gowork_elsewhere},
    {"gotoolchain-invalid", kEnvironment, kError, "GOTOOLCHAIN is invalid", "", check_gotoolchain},
    {"goproxy-invalid", kEnvironment, kError, "GOPROXY has an entry that is not a URL", "",
     check_goproxy_invalid},
    {"goproxy-off", kEnvironment, kWarning, "GOPROXY is `off`", "", check_goproxy_off},
    {"goproxy-without-direct", kEnvironment, kNote, "GOPROXY does not end with `direct`", "",
     check_goproxy_without_direct},
    {"private-pattern", kEnvironment, kWarning,
     "GOPRIVATE, GONOPROXY or GONOSUMDB has a pattern that matches nothing", "",
     check_private_patterns},
    {"private-overridden", kEnvironment, kWarning,
     "GONOPROXY or GONOSUMDB leaves out patterns of GOPRIVATE", "", check_private_overridden},
    {"gosumdb-off", kEnvironment, kNote, "GOSUMDB is `off`", "", check_gosumdb_off},
    {"setting-overridden", kEnvironment, kNote, "the environment overrides a value of `go env -w`",
     "", check_setting_overridden},
    {"build-tags-differ", kEnvironment, kWarning,
     "the build tags in `.vscode/settings.json` differ from those in GOFLAGS", "",
     check_build_tags},
    {"cgo-compiler", kEnvironment, kError,
     "packages import \"C\", and the C compiler is not on PATH", "", check_cgo_compiler},
    {"cgo-disabled", kEnvironment, kWarning, "packages import \"C\", and CGO_ENABLED is 0", "",
     check_cgo_disabled},
    {"cgo-header", kEnvironment, kError, "the C compiler does not find an included header", "",
     check_cgo_headers},
    {"cgo-folder", kEnvironment, kWarning, "a folder of an option `-I` does not exist", "",
     check_cgo_folders},
    {"cgo-library", kEnvironment, kError, "pkg-config does not know a library", "",
     check_cgo_libraries},
    {"gopls-environment", kEnvironment, kWarning,
     "a running gopls has other Go variables than the shell", "", check_running_environment},
    {"gopls-other-go", kEnvironment, kWarning, "a running gopls finds another go command", "",
     check_running_go},

    {"go-mod-syntax", kWorkspace, kError, "go.mod does not parse", "", check_go_mod_syntax},
    {"go-work-syntax", kWorkspace, kError, "go.work does not parse", "", check_go_work_syntax},
    {"go-mod-refused", kWorkspace, kError,
     "go.mod parses, and the go command refuses it, for instance for two `replace` lines of a "
     "module",
     "", check_go_mod_refused},
    {"go-work-refused", kWorkspace, kError,
     "go.work parses, and the go command refuses it, for instance for a go line that is too low",
     "", check_go_work_refused},
    {"go-sum-syntax", kWorkspace, kError,
     "go.sum or go.work.sum is malformed, or contradicts itself", "", check_go_sum_syntax},
    {"go-mod-duplicate", kWorkspace, kWarning, "go.mod requires two versions of a module", "",
     check_go_mod_duplicates},
    {"go-work-lost", kWorkspace, kError, "go.work uses a folder without a go.mod",
     "removes the line with `go work edit -dropuse`", check_work_lost_module},
    {"go-work-repeats", kWorkspace, kError, "go.work uses a folder twice",
     "removes the second line with `go work edit`", check_work_repeats_module},
    {"go-work-misses", kWorkspace, kNote, "go.work does not use a module below it", "",
     check_work_misses_module},
    {"replace-missing", kWorkspace, kError, "a `replace` line leads to no module", "",
     check_replace_missing},
    {"replace-other-module", kWorkspace, kNote,
     "a `replace` line leads to a module with another path", "", check_replace_other_module},
    {"replace-dirty", kWorkspace, kNote,
     "a `replace` line leads to another repository with changes that are not committed", "",
     check_replace_dirty},
    {"vendor-stale", kWorkspace, kError, "vendor does not match go.mod or go.work", "",
     check_vendor_stale},
    {"vendor-ignored", kWorkspace, kWarning, "a vendor folder has no effect beside go.work", "",
     check_vendor_ignored},
    {"requirements-differ", kWorkspace, kNote,
     "modules of go.work require different versions of a module", "", check_requirements_differ},
    {"go-work-versions", kWorkspace, kNote,
     "go.work gives a module other versions than it has alone", "", check_work_changes_versions},
    {"no-module", kWorkspace, kWarning, "the folder has Go files and belongs to no module", "",
     check_no_module},
    {"modules-without-go-work", kWorkspace, kNote,
     "the folder is above several modules, without a go.work", "", check_modules_without_work},
    {"nested-modules", kWorkspace, kNote, "the module contains others", "", check_nested_modules},
    {"symlinked-folder", kWorkspace, kNote, "the path of the folder leads through a symbolic link",
     "", check_symlinked_folder},
    {"symlinks-inside", kWorkspace, kNote, "symbolic links in the folder lead to Go code", "",
     check_symlinks_inside},
    {"large-folders", kWorkspace, kNote, "large folders without Go code", "", check_large_folders},
    {"load-hangs", kWorkspace, kError,
     "with `--load` or `--build`: the go command does not end; the step is named", "",
     check_load_hangs},
    {"load-fails", kWorkspace, kError, "with `--load` or `--build`: the go command fails", "",
     check_load_fails},
    {"load-errors", kWorkspace, kWarning, "with `--load`: packages cannot be loaded", "",
     check_load_errors},

    {"editor-settings-syntax", kEditors, kWarning, "a settings file of an editor cannot be read",
     "", check_editor_syntax},
    {"editor-program-missing", kEditors, kError,
     "an editor is to start a program as gopls that does not exist", "",
     check_editor_program_missing},
    {"editor-programs-differ", kEditors, kWarning,
     "the folder's settings start another gopls than the user's settings", "",
     check_editor_programs_differ},
    {"language-server-off", kEditors, kError, "`go.useLanguageServer` is `false` in VS Code", "",
     check_language_server_off},
    {"go-setting-unknown", kEditors, kWarning,
     "VS Code's Go extension does not know a `go.…` setting, or has removed it", "",
     check_go_setting_unknown},
    {"go-setting-value", kEditors, kWarning,
     "a `go.…` setting has a value of the wrong type, or one that is not allowed", "",
     check_go_setting_value},
    {"go-gopath-differs", kEditors, kWarning,
     "`go.gopath` differs from GOPATH in `go.toolsEnvVars`", "", check_go_gopath},
    {"build-flags-ignored", kEditors, kWarning,
     "`go.buildTags` or `go.buildFlags` has no effect on gopls, beside its own `buildFlags`", "",
     check_build_flags_ignored},
    {"gopls-setting-unknown", kEditors, kWarning,
     "gopls does not know a setting (`gopls api-json`)", "", check_gopls_setting_unknown},
    {"gopls-setting-obsolete", kEditors, kWarning, "gopls has removed or renamed a setting",
     "removes a setting without a successor from the file, with a backup",
     check_gopls_setting_obsolete},
    {"gopls-setting-value", kEditors, kWarning,
     "a setting of gopls has a value of the wrong type, or one that is not allowed", "",
     check_gopls_setting_value},
    {"gopls-setting-repeated", kEditors, kWarning,
     "a setting of gopls is given twice, for instance with and without `ui.`", "",
     check_gopls_setting_repeated},
    {"gopls-settings-costly", kEditors, kNote,
     "staticcheck, further analyses, semantic tokens, inlay hints or vulncheck are on", "",
     check_gopls_settings_costly},
    {"gopls-flag-unknown", kEditors, kError, "gopls does not know a flag of its command line", "",
     check_gopls_flag_unknown},
    {"gopls-remote", kEditors, kWarning, "an editor starts gopls with `-remote`", "",
     check_gopls_remote},
    {"gopls-port-open", kEditors, kError,
     "a setting or a running gopls opens a port of gopls to the network", "",
     check_gopls_port_open},

    {"file-events", kMachine, kError, "inotify refuses to watch a folder, or reports nothing", "",
     check_file_events},
    {"disk-full", kMachine, kError, "less than 256 MB, or no more files, fit on a file system", "",
     check_disk_full},
    {"cache-unusable", kMachine, kError,
     "entries of a cache belong to another user, or cannot be read", "", check_cache_unusable},
    {"module-modified", kMachine, kError,
     "with `--deep`: a module in the module cache is not as it was downloaded", "",
     check_module_modified},
    {"cache-damaged", kMachine, kError,
     "with `--deep`: files of gopls's cache or GOCACHE do not match their checksums", "",
     check_cache_damaged},
    {"inotify-watches", kMachine, kWarning,
     "inotify watches are used up, or too few for the folder", "", check_inotify_watches},
    {"inotify-instances", kMachine, kWarning, "inotify instances are used up", "",
     check_inotify_instances},
    {"workspace-remote", kMachine, kWarning,
     "the workspace is on NFS, SMB, a folder of the host (9p) or a drive of Windows", "",
     check_workspace_remote},
    {"cache-remote", kMachine, kWarning, "a cache or the temporary folder is on such a file system",
     "", check_cache_remote},
    {"file-system-slow", kMachine, kWarning,
     "looking up a file takes 2 ms or more, or reading it 20 ms", "", check_file_system_slow},
    {"disk-low", kMachine, kWarning, "less than 1 GB fits on a file system", "", check_disk_low},
    {"memory-low", kMachine, kWarning,
     "less than 512 MB of memory are left, of the machine or of a control group", "",
     check_memory_low},
    {"open-files", kMachine, kWarning,
     "the limit of open files is below 1024, or a gopls is close to its limit", "",
     check_open_files},
    {"modules-incomplete", kMachine, kWarning,
     "modules in the module cache were not downloaded or extracted to the end", "",
     check_modules_incomplete},
    {"left-over-process", kMachine, kWarning,
     "a gopls, go command or debugger works in the folder, and its parent is gone", "",
     check_left_over_processes},
    {"memory-kills", kMachine, kNote, "the kernel killed processes for want of memory", "",
     check_memory_kills},
    {"cache-not-kept", kMachine, kNote, "a cache is in a container's overlay, or in memory", "",
     check_cache_not_kept},
    {"cache-large", kMachine, kNote, "a cache has 20 GB or more", "", check_cache_large},
    {"lock-held", kMachine, kNote, "a process holds a lock in the module cache", "",
     check_held_locks},

    {"host-hangs", kNetwork, kError, "a host that modules come from does not answer in time", "",
     check_host_hangs},
    {"host-unreachable", kNetwork, kError,
     "a host has no address, refuses the connection, or has a wrong certificate", "",
     check_host_unreachable},
    {"module-unavailable", kNetwork, kError,
     "a required module is found neither at a proxy nor at its origin", "",
     check_module_unavailable},
    {"host-refuses", kNetwork, kWarning, "a host wants a login, or fails", "", check_host_refuses},
    {"host-slow", kNetwork, kWarning, "a host takes 2 s or more to reply", "", check_host_slow},
    {"proxy-misses-module", kNetwork, kWarning,
     "the module proxy has not found a version that its origin has", "", check_proxy_misses_module},

    {"log-unreadable", kLog, kError, "the log cannot be read, or is not one of gopls", "",
     check_log_unreadable},
    {"log-not-started", kLog, kError, "the editor or the proxy could not start gopls", "",
     check_log_not_started},
    {"log-start-incomplete", kLog, kError,
     "the last start of gopls in the log ends before the packages were loaded", "",
     check_log_start},
    {"log-crash", kLog, kError, "gopls panicked, or its connection broke", "", check_log_crash},
    {"log-load-error", kLog, kError, "gopls did not load the packages", "", check_log_load_error},
    {"log-setting-refused", kLog, kWarning, "gopls refused a setting, which has no effect", "",
     check_log_settings},
    {"log-stall", kLog, kWarning, "gopls-proxy found gopls stuck in its last session", "",
     check_log_stall},
    {"log-setting-deprecated", kLog, kNote, "gopls reported a deprecated setting", "",
     check_log_deprecated},
});

}  // namespace

std::span<const Kind> kinds() {
    return kKinds;
}

std::string_view name_of(Area area) {
    switch (area) {
        case Area::kTools:
            return "tools";
        case Area::kEnvironment:
            return "environment";
        case Area::kEditors:
            return "editors";
        case Area::kMachine:
            return "machine";
        case Area::kNetwork:
            return "network";
        case Area::kLog:
            return "log";
        case Area::kWorkspace:
            break;
    }
    return "workspace";
}

std::string words_for(const Fix& fix) {
    if (!fix.removal) return command_line(fix.argv);
    return "remove " + editors::joined(fix.removal->keys) + " from " + fix.removal->file;
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::kError:
            return "error";
        case Severity::kWarning:
            return "warning";
        case Severity::kNote:
            break;
    }
    return "note";
}

std::string_view name_of(Confidence confidence) {
    switch (confidence) {
        case Confidence::kCertain:
            return "certain";
        case Confidence::kLikely:
            return "likely";
        case Confidence::kPossible:
            break;
    }
    return "possible";
}

}  // namespace doctor
