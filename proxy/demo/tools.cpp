#include "demo/tools.hpp"

#include <chrono>
#include <filesystem>
#include <sstream>

#include "app/gopls/executable.hpp"
#include "app/gopls/find_gopls.hpp"
#include "demo/process.hpp"

namespace demo {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kGoEnvTime = 10s;

std::string absolute(const std::string& gopls) {
    const bool relative_path = gopls.find('/') != std::string::npos && !gopls.starts_with("~/");
    std::error_code no_folder;
    return relative_path ? fs::absolute(gopls, no_folder).lexically_normal().string() : gopls;
}

}  // namespace

boost::system::result<Tools, Missing> find_tools(const std::string& gopls_option,
                                                 const std::string& gopls_setting,
                                                 const app::Environment& environment) {
    app::GoplsSearch search;
    search.explicit_path = gopls_option.empty() ? gopls_setting : absolute(gopls_option);
    if (!gopls_option.empty()) search.source = "--gopls";
    const auto gopls = app::find_gopls(search, environment);
    if (gopls.has_error()) return Missing{gopls.error().sentence};

    const std::string go = app::find_on_path("go", environment);
    if (go.empty()) {
        return Missing{
            "go was not found on PATH, and gopls needs it to load packages: install Go, or put "
            "its bin folder on PATH"};
    }
    // The program on PATH may be a shim that chooses a version by the home folder, and the demo
    // has another home folder.
    const auto told = output_of(
        {.argv = {go, "env", "GOROOT", "GOVERSION"}, .environment = environment, .folder = "/"},
        kGoEnvTime);
    std::istringstream lines(told.value_or(""));
    std::string root;
    std::string version;
    if (!std::getline(lines, root) || !std::getline(lines, version)) {
        return Missing{"`" + go + " env` failed: this Go does not work"};
    }
    const std::string real = root + "/bin/go";
    return Tools{gopls->path, app::is_executable(real) ? real : go, version,
                 app::own_executable().string()};
}

}  // namespace demo
