#include "cli/setup/program.hpp"

#include <system_error>

#include "app/paths.hpp"

namespace cli::setup {
namespace {

namespace fs = std::filesystem;

bool same_file(const fs::path& one, const fs::path& other) {
    std::error_code failure;
    return fs::equivalent(one, other, failure);
}

/// Returns the folder of a build that holds the program; empty if it is installed.
fs::path build_folder_of(const fs::path& program) {
    std::error_code failure;
    for (fs::path at = program.parent_path(); at.has_relative_path(); at = at.parent_path()) {
        if (fs::exists(at / "CMakeCache.txt", failure)) return at;
    }
    return {};
}

/// Returns `lib/gopls-proxy/gopls` beside `bin/gopls-proxy`; empty if it is another program.
std::string named_gopls(const fs::path& program) {
    std::error_code failure;
    for (const fs::path& file : {program, fs::weakly_canonical(program, failure)}) {
        const fs::path candidate = file.parent_path().parent_path() / "lib/gopls-proxy/gopls";
        if (same_file(candidate, program)) return candidate.string();
    }
    return {};
}

}  // namespace

Program find_program(const app::Environment& environment, const fs::path& self) {
    Program program;
    const std::string found = app::find_on_path("gopls-proxy", environment);
    program.on_path = !found.empty() && app::is_gopls_proxy(found);
    program.path = program.on_path ? found : self.string();
    if (program.on_path && !same_file(found, self)) {
        program.remarks.push_back("This program is " + self.string() +
                                  "; editors are set up with the gopls-proxy on PATH, " + found +
                                  ".");
    }
    if (const fs::path folder = build_folder_of(program.path); !folder.empty()) {
        program.remarks.push_back(
            program.path + " is in a build folder. Editors find no gopls once " + folder.string() +
            " is deleted; `make install` puts it in a place that stays.");
    }
    program.as_gopls = named_gopls(program.path);
    if (program.as_gopls.empty()) {
        program.as_gopls = program.path;
        program.remarks.push_back(
            "There is no lib/gopls-proxy/gopls beside " + program.path +
            ". With another name, VS Code's Go extension shows no status item.");
    }
    return program;
}

bool starts_proxy(const std::string& command, const Program& program,
                  const app::Environment& environment) {
    if (command == program.path || command == program.as_gopls) return true;
    if (command.find('/') == std::string::npos) {
        const std::string found = app::find_on_path(command, environment);
        return !found.empty() && app::is_gopls_proxy(found);
    }
    const fs::path file = app::expand_home(command, environment);
    return file.is_absolute() && app::is_executable(file) && app::is_gopls_proxy(file);
}

}  // namespace cli::setup
