#include "app/start_history.hpp"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "app/incidents/document.hpp"
#include "app/paths.hpp"
#include "io/files.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxKeyBytes = 64;
constexpr double kLongestSeconds = 1e6;
constexpr std::string_view kFile = "starts.json";

ordered_json json_of(const core::StartPhases& start) {
    ordered_json json = ordered_json::object();
    for (std::size_t i = 0; i < core::kStartPhases; ++i) {
        const auto phase = static_cast<core::StartPhase>(i);
        if (start[phase]) json[std::string(core::name(phase))] = core::seconds(*start[phase]);
    }
    return json;
}

core::StartPhases start_of(const ordered_json& json) {
    core::StartPhases start;
    if (!json.is_object()) return start;
    for (const auto& [key, value] : json.items()) {
        const auto phase = core::start_phase(key);
        if (!phase || !value.is_number()) continue;
        const auto seconds = value.get<double>();
        if (!std::isfinite(seconds) || seconds < 0 || seconds > kLongestSeconds) continue;
        start[*phase] =
            std::chrono::duration_cast<core::Duration>(std::chrono::duration<double>(seconds));
    }
    return start;
}

StartHistory read_history(const std::string& path) {
    const auto text = io::read_file(path, kMaxFileBytes);
    return text ? StartHistory::parse(*text) : StartHistory();
}

}  // namespace

StartHistory StartHistory::parse(std::string_view text) {
    StartHistory history;
    const ordered_json json = incidents::parsed(text);
    if (json.value("version", ordered_json()) != kVersion) return history;
    const auto workspaces = json.value("workspaces", ordered_json());
    if (!workspaces.is_array()) return history;
    for (const ordered_json& workspace : workspaces) {
        if (!workspace.is_object()) continue;
        const auto key = workspace.value("key", ordered_json());
        const auto starts = workspace.value("starts", ordered_json());
        if (!key.is_string() || !starts.is_array()) continue;
        const auto name = key.get<std::string>();
        if (name.size() > kMaxKeyBytes) continue;
        for (const ordered_json& start : starts) history.add(name, start_of(start));
    }
    return history;
}

std::string StartHistory::text() const {
    ordered_json workspaces = ordered_json::array();
    for (const auto& [key, starts] : workspaces_) {
        ordered_json list = ordered_json::array();
        for (const core::StartPhases& start : starts) list.push_back(json_of(start));
        workspaces.push_back({{"key", key}, {"starts", std::move(list)}});
    }
    return ordered_json{{"version", kVersion}, {"workspaces", std::move(workspaces)}}.dump(
               1, ' ', false, ordered_json::error_handler_t::replace) +
           "\n";
}

void StartHistory::add(const std::string& workspace, const core::StartPhases& start) {
    Workspace entry{workspace, {}};
    const auto known =
        std::find_if(workspaces_.begin(), workspaces_.end(),
                     [&](const Workspace& other) { return other.first == workspace; });
    if (known != workspaces_.end()) {
        entry = std::move(*known);
        workspaces_.erase(known);
    } else if (workspaces_.size() == kMaxWorkspaces) {
        workspaces_.erase(workspaces_.begin());
    }
    if (entry.second.size() == kMaxStarts) entry.second.erase(entry.second.begin());
    entry.second.push_back(start);
    workspaces_.push_back(std::move(entry));
}

std::vector<core::StartPhases> StartHistory::of(const std::string& workspace) const {
    for (const auto& [key, starts] : workspaces_) {
        if (key == workspace) return starts;
    }
    return {};
}

std::string workspace_key(std::vector<std::string> folders) {
    std::sort(folders.begin(), folders.end());
    std::string all;
    for (const std::string& folder : folders) all.append(folder).push_back('\0');
    return boost::uuids::to_string(boost::uuids::name_generator_sha1(boost::uuids::ns::url())(all));
}

StartRecord::StartRecord(io::Loop& loop, const std::string& state_folder)
    : path_(state_folder.empty() ? "" : state_folder + "/" + std::string(kFile)),
      background_(loop) {}

void StartRecord::recall(std::vector<std::string> folders,
                         std::function<void(const core::StartPhases&)> then) {
    if (path_.empty()) return;
    background_.run(
        [path = path_, key = workspace_key(std::move(folders))](io::Background::Abandoned) {
            return core::usual_of(read_history(path).of(key));
        },
        std::move(then));
}

void StartRecord::keep(std::vector<std::string> folders, const core::StartPhases& start) {
    if (path_.empty()) return;
    background_.run(
        [path = path_, key = workspace_key(std::move(folders)), start](io::Background::Abandoned) {
            StartHistory history = read_history(path);
            history.add(key, start);
            const auto folder = std::filesystem::path(path).parent_path();
            return !make_private_folder(folder) &&
                   io::write_file_atomically(path, history.text()).has_value();
        },
        [](bool) {});
}

}  // namespace app
