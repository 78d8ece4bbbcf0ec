// The settings of the go command in a folder, and the source of each: the environment, the file of
// `go env -w`, or Go's default.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"
#include "doctor/facts/programs.hpp"

namespace doctor {

enum class Source { kEnvironment, kEnvFile, kDefault };

struct GoSetting {
    std::string value;
    Source source = Source::kDefault;
    /// The value of the file of `go env -w`, where the environment overrides it with another one.
    std::optional<std::string> overridden = {};
};

/// A folder that a setting names.
struct NamedFolder {
    enum class State {
        kUsable,
        kMissing,      ///< and can be created
        kUncreatable,  ///< missing, and its parent is not writable
        kNotAFolder,
        kReadOnly,
        kNoAnswer,  ///< its file system did not answer
    };
    std::string setting;  ///< `GOCACHE`
    std::string path;
    State state = State::kUsable;
};

struct GoSettings {
    enum class Answer { kNoGo, kFailed, kTimedOut, kGood };
    Answer answer = Answer::kNoGo;
    std::string error;  ///< of kFailed: the go command's words
    std::map<std::string, GoSetting, std::less<>> values;
    std::string file;  ///< of `go env -w`; empty if there is none
    std::vector<NamedFolder> folders;
    /// For GOPATH entries: those that hold a go.mod.
    std::vector<std::string> gopaths_with_module;
    bool goroot_has_go = true;  ///< GOROOT/bin/go exists
    /// The go command's words about a GOFLAGS that it refuses; empty if it accepts it.
    std::string flags_refusal;
    /// Its words about `-mod=vendor` in GOFLAGS, where vendor/modules.txt lacks a requirement.
    std::string vendor_refusal;

    bool good() const { return answer == Answer::kGood; }
    /// Returns the value of a setting; empty if it is unknown.
    std::string_view value(std::string_view name) const;
    /// Returns the setting, or null.
    const GoSetting* find(std::string_view name) const;
};

/// Returns the environment in which the doctor runs go commands: without network, and with the
/// installed Go alone.
app::Environment offline_environment(const app::Environment& environment);

/// Asks the go command at `go` in `folder`. `environment` is the user's.
GoSettings ask_go(Programs& programs, const std::string& go, const std::string& folder,
                  const app::Environment& environment);

/// Returns the settings for the output of `go env -json` with the offline environment. `file` is
/// the text of the file of `go env -w`, `defaults` that of GOROOT/go.env. Pure.
GoSettings read_go_settings(std::string_view json, std::string_view file, std::string_view defaults,
                            const app::Environment& environment);

/// Returns the lines `NAME=value` of a file of `go env -w`. Pure.
std::map<std::string, std::string, std::less<>> read_env_file(std::string_view text);

/// Returns where `go install` puts programs; empty if unknown.
std::string install_folder(const GoSettings& settings);

/// Returns "GOFLAGS (from go env -w)", for a sentence.
std::string named(std::string_view name, const GoSetting& setting);

/// Returns the command that gives a setting another value: `go env -w NAME=VALUE`, or
/// `export NAME=VALUE` where the environment would override that. An empty value removes it.
std::string change_command(std::string_view name, const GoSetting& setting, std::string_view value);

}  // namespace doctor
