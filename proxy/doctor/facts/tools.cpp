#include "doctor/facts/tools.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "app/gopls/executable.hpp"
#include "doctor/facts/in_thread.hpp"
#include "io/go_build_info.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDriverName = "gopackagesdriver";

Tool inspect_tool(const std::string& path, const std::string& found_in) {
    Tool tool;
    tool.path = path;
    tool.found_in = found_in;
    std::error_code failure;
    const fs::path real = fs::canonical(path, failure);
    tool.real = failure ? path : real.string();
    std::array<char, 2> beginning{};
    std::ifstream(path, std::ios::binary).read(beginning.data(), beginning.size());
    tool.script = beginning[0] == '#' && beginning[1] == '!';
    tool.is_proxy = app::is_gopls_proxy(path);
    if (const auto info = io::parse_go_build_info(io::go_build_section(path).value_or(""))) {
        tool.version = info->version;
        tool.built_with = info->go;
    }
    return tool;
}

/// The programs in one folder of PATH.
struct FolderTools {
    std::optional<Tool> go;
    std::optional<Tool> gopls;
    std::string driver;
};

FolderTools tools_in(const fs::path& folder) {
    FolderTools tools;
    const auto inspect = [&](std::string_view name) -> std::optional<Tool> {
        const fs::path file = folder / name;
        if (!app::is_executable(file)) return std::nullopt;
        return inspect_tool(file.string(), "PATH");
    };
    tools.go = inspect("go");
    tools.gopls = inspect("gopls");
    if (app::is_executable(folder / kDriverName)) tools.driver = (folder / kDriverName).string();
    return tools;
}

/// Returns the absolute folders of PATH, each once. Go skips relative ones.
std::vector<std::string> path_entries(const app::Environment& environment) {
    std::vector<std::string> folders;
    std::string_view list = app::value_of(environment, "PATH");
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(':'), list.size());
        const std::string folder(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        const bool known = std::find(folders.begin(), folders.end(), folder) != folders.end();
        if (folder.starts_with('/') && !known) folders.push_back(folder);
    }
    return folders;
}

/// The gopls that the proxy would start.
struct Started {
    std::optional<Tool> tool;
    std::string missing;
};

Started started_gopls(const app::GoplsSearch& search, const app::Environment& environment) {
    const auto found = app::find_gopls(search, environment);
    if (found.has_error()) return {std::nullopt, found.error().sentence};
    return {inspect_tool(found->path, found->found_in), {}};
}

void add_once(std::vector<Tool>& tools, std::optional<Tool>& tool, std::set<std::string>& known) {
    if (tool && !tool->is_proxy && known.insert(tool->real).second) tools.push_back(*tool);
}

}  // namespace

ToolFacts find_tools(const app::GoplsSearch& search, const app::Environment& environment,
                     std::chrono::milliseconds limit) {
    const Deadline deadline = std::chrono::steady_clock::now() + limit;
    const std::vector<std::string> folders = path_entries(environment);
    std::vector<std::future<FolderTools>> pending;
    pending.reserve(folders.size());
    for (const std::string& folder : folders) {
        pending.push_back(in_thread([folder] { return tools_in(folder); }));
    }
    auto started = in_thread([search, environment] { return started_gopls(search, environment); });

    ToolFacts facts;
    std::set<std::string> gos;
    std::set<std::string> goplses;
    std::string driver_on_path;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        auto found = result_by(pending[i], deadline);
        if (!found) {
            facts.hanging.push_back(folders[i]);
            continue;
        }
        add_once(facts.gos, found->go, gos);
        add_once(facts.goplses, found->gopls, goplses);
        if (driver_on_path.empty()) driver_on_path = found->driver;
    }
    if (auto gopls = result_by(started, deadline)) {
        facts.gopls = std::move(gopls->tool);
        facts.gopls_missing = std::move(gopls->missing);
    } else {
        facts.gopls_missing = "the search for gopls ended at a file system that does not answer";
    }
    facts.driver_setting = std::string(app::value_of(environment, "GOPACKAGESDRIVER"));
    if (facts.driver_setting.empty()) {
        facts.driver = driver_on_path;
    } else if (facts.driver_setting.find('/') != std::string::npos) {
        auto exists = in_thread([path = facts.driver_setting] { return app::is_executable(path); });
        if (result_by(exists, deadline).value_or(false)) facts.driver = facts.driver_setting;
    } else if (facts.driver_setting != "off") {
        auto found = in_thread([name = facts.driver_setting, environment] {
            return app::find_on_path(name, environment);
        });
        facts.driver = result_by(found, deadline).value_or("");
    }
    return facts;
}

bool is_shim(const Tool& tool) {
    const fs::path folder = fs::path(tool.path).parent_path();
    const std::string name = fs::path(tool.path).filename().string();
    const std::string real_name = fs::path(tool.real).filename().string();
    constexpr std::array<std::string_view, 6> kManagers = {"asdf",  "mise", "rtx",
                                                           "goenv", "aqua", "vfox"};
    const bool is_manager =
        std::find(kManagers.begin(), kManagers.end(), real_name) != kManagers.end();
    return is_manager || (folder.filename() == "shims" && (tool.script || real_name != name));
}

}  // namespace doctor
