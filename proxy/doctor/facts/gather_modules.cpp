#include "doctor/facts/gather_modules.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "doctor/facts/in_thread.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::size_t kMostModuleFileBytes = std::size_t{16} << 20;
constexpr auto kFileTime = 1s;

/// The files of a module folder.
struct ModuleFiles {
    bool has_go_mod = false;
    std::string go_mod;
    std::vector<SyntaxError> sum_errors;
    bool has_vendor = false;
};

std::string read_text(const std::string& path) {
    auto text = io::read_file(path, kMostModuleFileBytes);
    return text.has_value() ? std::move(*text) : std::string();
}

ModuleFiles files_in(const std::string& folder) {
    std::error_code failure;
    ModuleFiles files;
    files.has_go_mod = fs::exists(folder + "/go.mod", failure);
    files.go_mod = read_text(folder + "/go.mod");
    const std::string sum = folder + "/go.sum";
    if (fs::exists(sum, failure)) files.sum_errors = errors_in_sum(read_text(sum), sum);
    files.has_vendor = fs::exists(folder + "/vendor/modules.txt", failure);
    return files;
}

/// The files beside a go.work.
struct WorkFiles {
    std::string text;
    std::vector<SyntaxError> sum_errors;
    bool has_vendor = false;
};

WorkFiles files_beside(const std::string& file) {
    std::error_code failure;
    const std::string sum = file + ".sum";
    WorkFiles files;
    files.text = read_text(file);
    if (fs::exists(sum, failure)) files.sum_errors = errors_in_sum(read_text(sum), sum);
    files.has_vendor = fs::exists(fs::path(file).parent_path() / "vendor/modules.txt", failure);
    return files;
}

/// A folder that go.work uses.
struct UsedFolder {
    bool has_go_mod = false;
    bool is_blocked = false;
};

UsedFolder look_at(const std::string& folder) {
    const std::string go_mod = folder + "/go.mod";
    std::error_code failure;
    UsedFolder used;
    used.has_go_mod = fs::exists(go_mod, failure);
    used.is_blocked = !used.has_go_mod &&
                      (fs::symlink_status(go_mod, failure).type() != fs::file_type::not_found ||
                       fs::is_symlink(fs::symlink_status(folder, failure)));
    return used;
}

/// Reads the go.work in use, if there is one.
void gather_work(Commands& commands, Facts& facts) {
    const std::string file(facts.settings.value("GOWORK"));
    if (!file.starts_with('/')) return;
    const auto files = in_time(kFileTime, [file] { return files_beside(file); }, {});
    const Ran ran = commands.run({commands.parser({"work", "edit", "-json", file})})[0];
    WorkFile work = read_work_file(ran.output, file);
    work.text = files.text;
    work.sum_errors = files.sum_errors;
    work.has_vendor = files.has_vendor;
    if (ran.state == Ran::State::kEnded && !ran.ok()) {
        work.errors = syntax_errors(ran.errors, file);
    }
    for (WorkUse& use : work.uses) {
        const UsedFolder used = in_time(
            kFileTime, [folder = use.folder] { return look_at(folder); }, UsedFolder{true, false});
        use.has_go_mod = used.has_go_mod;
        use.is_blocked = used.is_blocked;
    }
    facts.works.push_back(std::move(work));
}

/// Returns the folders of all modules that matter, the one of the examined folder first.
std::vector<std::string> module_folders(const Facts& facts) {
    std::vector<std::string> folders;
    const auto add = [&](const std::string& folder) {
        const bool known = std::find(folders.begin(), folders.end(), folder) != folders.end();
        if (!known && folders.size() < kMostModulesExamined) folders.push_back(folder);
    };
    const fs::path go_mod(facts.settings.value("GOMOD"));
    if (go_mod.filename() == "go.mod") add(go_mod.parent_path().string());
    for (const WorkFile& work : facts.works) {
        for (const WorkUse& use : work.uses) {
            if (use.has_go_mod) add(use.folder);
        }
    }
    for (const std::string& folder : facts.tree.modules) add(folder);
    return folders;
}

/// Returns the go command's words on one line, without hints in later paragraphs.
std::string refusal_in(const Ran& ran) {
    // Other findings say the same with the place.
    const bool of_work = ran.errors.find("go.work lists go") != std::string::npos;
    for (const char* known : {"inconsistent vendoring", "requires go >= ", "malformed go.sum"}) {
        if (!of_work && ran.errors.find(known) != std::string::npos) return {};
    }
    std::string words = ran.errors.substr(0, ran.errors.find("\n\n"));
    if (words.starts_with("go: ")) words.erase(0, 4);
    std::replace(words.begin(), words.end(), '\n', ' ');
    return words.substr(0, words.find_last_not_of(' ') + 1);
}

/// Asks the go command for the main modules: it compares vendor folders with the requirements, and
/// refuses contradictions that its parser accepts.
void ask_for_main_modules(Commands& commands, Facts& facts) {
    struct Answer {
        std::string* vendor_error;
        std::string* refusal;
    };
    std::vector<Program> programs;
    std::vector<Answer> answers;
    const auto add = [&](const std::string& folder, const std::string& work, bool vendor,
                         Answer answer) {
        programs.push_back(
            commands.go({"list", vendor ? "-mod=vendor" : "-mod=readonly", "-m"}, folder, work));
        answers.push_back(answer);
    };
    for (Module& module : facts.modules) {
        if (!module.errors.empty()) continue;
        add(module.folder, "off", module.has_vendor, {&module.vendor_error, &module.refusal});
    }
    for (WorkFile& work : facts.works) {
        if (!work.errors.empty() || !work.is_complete()) continue;
        add(work.folder(), work.file, work.has_vendor, {&work.vendor_error, &work.refusal});
    }
    const std::vector<Ran> results = commands.run(programs);
    for (std::size_t i = 0; i < results.size(); ++i) {
        const Ran& ran = results[i];
        if (ran.state != Ran::State::kEnded || ran.ok()) continue;
        if (ran.errors.find("inconsistent vendoring") != std::string::npos) {
            *answers[i].vendor_error = ran.errors;
        }
        *answers[i].refusal = refusal_in(ran);
    }
}

}  // namespace

void gather_modules(Commands& commands, Facts& facts) {
    if (!commands.has_go()) return;
    gather_work(commands, facts);
    std::vector<Program> programs;
    std::vector<std::string> folders;
    std::vector<ModuleFiles> all_files;
    for (const std::string& folder : module_folders(facts)) {
        ModuleFiles files = in_time(kFileTime, [folder] { return files_in(folder); }, {});
        if (!files.has_go_mod) continue;
        programs.push_back(commands.parser({"mod", "edit", "-json", folder + "/go.mod"}));
        folders.push_back(folder);
        all_files.push_back(std::move(files));
    }
    const std::vector<Ran> results = commands.run(programs);
    for (std::size_t i = 0; i < results.size(); ++i) {
        Module module = read_module(results[i].output, folders[i]);
        if (results[i].state == Ran::State::kEnded && !results[i].ok()) {
            module.errors = syntax_errors(results[i].errors, module.file());
        }
        module.text = std::move(all_files[i].go_mod);
        module.sum_errors = std::move(all_files[i].sum_errors);
        module.has_vendor = all_files[i].has_vendor;
        facts.modules.push_back(std::move(module));
    }
    // Without modules, the go command refuses the flag -mod.
    if (facts.settings.value("GO111MODULE") != "off") ask_for_main_modules(commands, facts);
}

}  // namespace doctor
