#include "cli/doctor/processes.hpp"

#include "cli/clean/ancestry.hpp"
#include "cli/clean/survey.hpp"
#include "doctor/words.hpp"
#include "io/files.hpp"

namespace cli::doctor {
namespace {

using ::doctor::LeftOverProcess;

constexpr std::size_t kMostFileBytes = 64 << 10;

LeftOverProcess describe(const io::UserProcess& process, const std::string& sort) {
    return {process.pid, sort, ::doctor::command_line(process.argv), process.working_folder,
            process.age};
}

std::string sort_name(clean::Companion::Sort sort) {
    switch (sort) {
        case clean::Companion::Sort::kDebugger:
            return "debugger";
        case clean::Companion::Sort::kDebugged:
            return "debugged program";
        case clean::Companion::Sort::kGo:
            break;
    }
    return "go command";
}

app::CacheFolders folders_of_caches(const app::Environment& environment) {
    const std::string file = app::go_env_file(environment);
    const auto text = io::read_file(file, kMostFileBytes);
    return app::cache_folders(environment, text ? *text : std::string());
}

}  // namespace

::doctor::ProcessFacts read_processes(const app::Environment& environment) {
    const clean::Place place = clean::current_place(environment);
    const clean::Facts facts = clean::read_facts(place);
    const clean::Inventory inventory =
        clean::read_inventory(facts, place, folders_of_caches(environment));
    const clean::Ancestry ancestry(facts.processes);
    ::doctor::ProcessFacts result;
    for (const clean::Gopls& gopls : inventory.gopls) {
        // A daemon is meant to outlive the editor that started it.
        const bool is_alone = gopls.role == clean::Role::kOther && gopls.proxy_pid == 0;
        if (is_alone && ancestry.is_orphan(gopls.process.pid)) {
            result.left_over.push_back(describe(gopls.process, "gopls"));
        }
    }
    for (const clean::Companion& companion : inventory.companions) {
        if (!companion.is_orphan) continue;
        result.left_over.push_back(describe(companion.process, sort_name(companion.sort)));
    }
    for (const clean::FileUse& lock : inventory.locks) {
        result.locks.push_back({lock.pid, lock.name, lock.path});
    }
    return result;
}

}  // namespace cli::doctor
