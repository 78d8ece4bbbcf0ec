#include "doctor/facts/gather_load.hpp"

#include <algorithm>
#include <utility>

#include "doctor/words.hpp"

namespace doctor {
namespace {

/// Those that gopls asks for (go/packages, golist.go, with gopls's load mode).
constexpr const char* kFields =
    "-json=Name,ImportPath,Error,Dir,GoFiles,IgnoredGoFiles,IgnoredOtherFiles,CFiles,CgoFiles,"
    "CXXFiles,MFiles,HFiles,FFiles,SFiles,SwigFiles,SwigCXXFiles,SysoFiles,TestGoFiles,"
    "XTestGoFiles,CompiledGoFiles,DepOnly,Imports,ImportMap,TestImports,XTestImports,ForTest,"
    "DepsErrors,Module,EmbedFiles";

/// Returns the folders to load: the module, or those of go.work below the folder.
std::vector<std::string> patterns_of(const Facts& facts) {
    std::vector<std::string> patterns;
    if (facts.module() == nullptr && facts.work() != nullptr) {
        for (const WorkUse& use : facts.work()->uses) {
            if (is_within(use.folder, facts.folder)) patterns.push_back(use.folder + "/...");
        }
    }
    if (patterns.empty()) patterns.emplace_back("./...");
    return patterns;
}

std::vector<std::string> arguments_of(GoRun::Kind kind, const Facts& facts) {
    std::vector<std::string> arguments;
    if (kind == GoRun::Kind::kLoad) {
        arguments = {"list",
                     "-x",
                     "-e",
                     kFields,
                     "-compiled=true",
                     "-test=true",
                     "-export=false",
                     "-deps=true",
                     "-find=false",
                     "-pgo=off",
                     "--"};
    } else {
        arguments = {"build", "-x", "-o", "/dev/null", "--"};
    }
    for (std::string& pattern : patterns_of(facts)) arguments.push_back(std::move(pattern));
    if (kind == GoRun::Kind::kLoad) arguments.emplace_back("builtin");
    return arguments;
}

std::string typed_command(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"go"};
    std::copy_if(arguments.begin(), arguments.end(), std::back_inserter(words),
                 [](const std::string& word) { return word != kFields; });
    return command_line(words);
}

}  // namespace

GoRun run_go(Programs& programs, const std::string& go, const Facts& facts, GoRun::Kind kind,
             std::chrono::milliseconds limit) {
    GoRun run;
    run.kind = kind;
    run.limit = limit;
    Program program;
    program.argv = arguments_of(kind, facts);
    run.command = typed_command(program.argv);
    program.argv.insert(program.argv.begin(), go);
    program.folder = facts.folder;
    program.environment = facts.environment;
    program.environment["GIT_TERMINAL_PROMPT"] = "0";
    program.is_watched = true;
    const auto began = std::chrono::steady_clock::now();
    const Ran ran = programs.run(program, limit);
    run.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - began);
    run.state = ran.state;
    run.code = ran.code;
    if (kind == GoRun::Kind::kLoad) count_packages(ran.output, run);
    if (ran.timed_out()) {
        run.unfinished = unfinished_steps(ran.errors);
        for (const io::Process& process : ran.processes) {
            run.processes.push_back({process.pid, command_line(process.argv), wait_of(process)});
        }
    } else if (!ran.ok()) {
        run.words = error_words(ran.errors);
    }
    return run;
}

}  // namespace doctor
