#include "doctor/facts/go_settings.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "app/gopls/executable.hpp"
#include "app/gopls/server_environment.hpp"
#include "doctor/facts/in_thread.hpp"
#include "doctor/words.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kFolderTime = 1s;
constexpr std::size_t kMostFileBytes = std::size_t{1} << 20;

/// What the offline environment changes, so that the go command cannot tell.
constexpr std::string_view kOverridden[] = {"GOPROXY", "GONOPROXY", "GOVCS", "GOTOOLCHAIN"};

std::string text_of_file(const std::string& path) {
    auto read = in_thread([path]() -> std::string {
        auto text = io::read_file(path, kMostFileBytes);
        return text.has_value() ? std::move(*text) : std::string();
    });
    return result_by(read, std::chrono::steady_clock::now() + kFolderTime).value_or("");
}

std::vector<std::string> split_list(std::string_view list) {
    std::vector<std::string> parts;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(':'), list.size());
        if (end > 0) parts.emplace_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return parts;
}

NamedFolder::State state_of_folder(const std::string& path) {
    using State = NamedFolder::State;
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (!fs::exists(status)) {
        fs::path parent = fs::path(path).parent_path();
        while (!fs::exists(parent, failure) && parent.has_relative_path()) {
            parent = parent.parent_path();
        }
        if (!fs::is_directory(parent, failure)) return State::kUncreatable;
        return ::access(parent.c_str(), W_OK | X_OK) == 0 ? State::kMissing : State::kUncreatable;
    }
    if (!fs::is_directory(status)) return State::kNotAFolder;
    return ::access(path.c_str(), W_OK | X_OK) == 0 ? State::kUsable : State::kReadOnly;
}

void inspect_folders(GoSettings& settings) {
    struct Pending {
        std::string setting;
        std::string path;
        std::future<NamedFolder> result;
    };
    std::vector<Pending> pending;
    const auto add = [&](const std::string& setting, const std::string& path) {
        if (!path.starts_with('/')) return;  // `off`, or a mistake of its own
        pending.push_back({setting, path, in_thread([setting, path] {
                               return NamedFolder{setting, path, state_of_folder(path)};
                           })});
    };
    for (const char* name : {"GOCACHE", "GOMODCACHE", "GOTMPDIR", "GOBIN"}) {
        add(name, std::string(settings.value(name)));
    }
    const auto gopaths = split_list(settings.value("GOPATH"));
    for (const std::string& path : gopaths) add("GOPATH", path);
    auto with_module = in_thread([gopaths] {
        std::vector<std::string> found;
        std::error_code failure;
        for (const std::string& path : gopaths) {
            if (fs::exists(path + "/go.mod", failure)) found.push_back(path);
        }
        return found;
    });
    auto has_go = in_thread([root = std::string(settings.value("GOROOT"))] {
        return root.empty() || app::is_executable(root + "/bin/go");
    });
    const Deadline deadline = std::chrono::steady_clock::now() + kFolderTime;
    for (Pending& one : pending) {
        settings.folders.push_back(
            result_by(one.result, deadline)
                .value_or(NamedFolder{one.setting, one.path, NamedFolder::State::kNoAnswer}));
    }
    settings.gopaths_with_module =
        result_by(with_module, deadline).value_or(std::vector<std::string>());
    settings.goroot_has_go = result_by(has_go, deadline).value_or(true);
}

}  // namespace

std::string_view GoSettings::value(std::string_view name) const {
    const GoSetting* setting = find(name);
    return setting == nullptr ? std::string_view() : std::string_view(setting->value);
}

const GoSetting* GoSettings::find(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : &found->second;
}

app::Environment offline_environment(const app::Environment& environment) {
    return app::server_environment(environment, {}, core::Network::kOfflineLocalToolchain);
}

std::map<std::string, std::string, std::less<>> read_env_file(std::string_view text) {
    std::map<std::string, std::string, std::less<>> values;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r')) line.pop_back();
        const std::size_t equals = line.find('=');
        // As the go command: other lines are comments.
        if (line.empty() || line[0] < 'A' || line[0] > 'Z' || equals == std::string::npos) continue;
        values[line.substr(0, equals)] = line.substr(equals + 1);
    }
    return values;
}

GoSettings read_go_settings(std::string_view json, std::string_view file, std::string_view defaults,
                            const app::Environment& environment) {
    GoSettings settings;
    const auto answered = nlohmann::json::parse(json, nullptr, false);
    if (!answered.is_object()) {
        settings.answer = GoSettings::Answer::kFailed;
        settings.error = "`go env -json` printed no JSON object";
        return settings;
    }
    settings.answer = GoSettings::Answer::kGood;
    const auto of_file = read_env_file(file);
    const auto of_root = read_env_file(defaults);
    const auto in_file = [&](const std::string& name) -> const std::string* {
        const auto found = of_file.find(name);
        return found == of_file.end() || found->second.empty() ? nullptr : &found->second;
    };
    for (const auto& [name, value] : answered.items()) {
        if (!value.is_string()) continue;
        GoSetting setting{value.get<std::string>(), Source::kDefault, {}};
        const std::string_view own = app::value_of(environment, name);
        const bool unknown = std::find(std::begin(kOverridden), std::end(kOverridden), name) !=
                             std::end(kOverridden);
        const std::string* written = in_file(name);
        if (!own.empty()) {
            setting.source = Source::kEnvironment;
            if (unknown) setting.value = std::string(own);
            if (written != nullptr && *written != own) setting.overridden = *written;
        } else if (written != nullptr) {
            setting.source = Source::kEnvFile;
            if (unknown) setting.value = *written;
        } else if (unknown) {
            const auto found = of_root.find(name);
            setting.value = found == of_root.end() ? std::string() : found->second;
        }
        settings.values[name] = std::move(setting);
    }
    // Its default is another setting.
    const auto no_proxy = settings.values.find("GONOPROXY");
    if (no_proxy != settings.values.end() && no_proxy->second.source == Source::kDefault) {
        no_proxy->second.value = std::string(settings.value("GOPRIVATE"));
    }
    return settings;
}

GoSettings ask_go(Programs& programs, const std::string& go, const std::string& folder,
                  const app::Environment& environment) {
    GoSettings settings;
    if (go.empty()) return settings;
    const Ran ran = programs.run({.argv = {go, "env", "-json"},
                                  .folder = folder,
                                  .environment = offline_environment(environment)},
                                 programs.limit());
    if (ran.timed_out()) {
        settings.answer = GoSettings::Answer::kTimedOut;
        return settings;
    }
    if (!ran.ok()) {
        settings.answer = GoSettings::Answer::kFailed;
        settings.error = first_words(ran);
        return settings;
    }
    const GoSettings first = read_go_settings(ran.output, "", "", environment);
    const std::string file(first.value("GOENV"));
    settings =
        read_go_settings(ran.output, file.starts_with('/') ? text_of_file(file) : "",
                         text_of_file(std::string(first.value("GOROOT")) + "/go.env"), environment);
    settings.file = file.starts_with('/') ? file : std::string();
    if (settings.good()) inspect_folders(settings);
    return settings;
}

std::string install_folder(const GoSettings& settings) {
    if (const std::string_view bin = settings.value("GOBIN"); !bin.empty()) return std::string(bin);
    const auto paths = split_list(settings.value("GOPATH"));
    return paths.empty() ? std::string() : paths.front() + "/bin";
}

std::string named(std::string_view name, const GoSetting& setting) {
    const std::string text(name);
    switch (setting.source) {
        case Source::kEnvironment:
            return text + " (from the environment)";
        case Source::kEnvFile:
            return text + " (from go env -w)";
        case Source::kDefault:
            break;
    }
    return text + " (the default)";
}

std::string change_command(std::string_view name, const GoSetting& setting,
                           std::string_view value) {
    const std::string text(name);
    const std::string assignment = text + "=" + shell_word(value);
    if (setting.source == Source::kEnvironment) {
        return value.empty() ? "unset " + text : "export " + assignment;
    }
    return value.empty() ? "go env -u " + text : "go env -w " + assignment;
}

}  // namespace doctor
