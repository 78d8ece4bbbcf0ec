#include "cli/refresh/find_roots.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "doctor/facts/in_thread.hpp"
#include "doctor/facts/programs.hpp"
#include "doctor/facts/tree.hpp"
#include "doctor/words.hpp"

namespace cli::refresh {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::doctor::Program;
using ::doctor::Programs;
using ::doctor::Ran;

constexpr auto kLimit = 10s;
constexpr auto kFolderLimit = 2s;
/// Below a folder that is in no module.
constexpr std::size_t kMostModulesBelow = 16;

std::string folder_of(const std::string& file) {
    return fs::path(file).parent_path().string();
}

bool exists(const std::string& path) {
    std::error_code failure;
    return fs::exists(path, failure);
}

class RootSearch {
  public:
    RootSearch(const std::string& go, const app::Environment& environment, const std::string& home)
        : go_(go), environment_(environment), home_(home), programs_(kLimit) {
        // Neither a toolchain that go.mod asks for nor a flag may delay or change the answers.
        environment_["GOTOOLCHAIN"] = "local";
        environment_.erase("GOFLAGS");
        environment_.erase("PWD");
    }

    void add(const std::string& folder, bool looks_below) {
        // A command that starts in a folder which does not answer cannot even be killed.
        const bool answers = ::doctor::in_time(
            kFolderLimit,
            [folder] {
                std::error_code failure;
                return fs::is_directory(folder, failure);
            },
            false);
        if (!answers) {
            found_.problems.push_back(folder + " is not a folder, or its disk does not answer");
            return;
        }
        const Ran ran = run({"env", "-json", "GOMOD", "GOWORK", "GOVERSION", "GOMODCACHE"}, folder);
        const auto answer = nlohmann::json::parse(ran.output, nullptr, false);
        if (!ran.ok() || !answer.is_object()) {
            found_.problems.push_back(folder + ": go env failed: " + first_words(ran));
            return;
        }
        const std::string work = answer.value("GOWORK", "");
        const std::string mod = answer.value("GOMOD", "");
        Root root;
        root.go_version = answer.value("GOVERSION", "");
        root.mod_cache = answer.value("GOMODCACHE", "");
        if (work.starts_with('/')) {
            root.work_file = work;
            root.folder = folder_of(work);
        } else if (mod.ends_with("/go.mod")) {
            root.folder = folder_of(mod);
        } else {
            return looks_below ? add_below(folder) : void();
        }
        const bool is_known =
            std::any_of(found_.roots.begin(), found_.roots.end(), [&](const Root& other) {
                return other.folder == root.folder && other.work_file == root.work_file;
            });
        if (is_known) return;
        root.is_vendored = exists(root.folder + "/vendor/modules.txt");
        read_files(root);
        found_.roots.push_back(std::move(root));
    }

    Roots take() && { return std::move(found_); }

  private:
    Ran run(std::vector<std::string> arguments, const std::string& folder) {
        arguments.insert(arguments.begin(), go_);
        return programs_.run(Program{std::move(arguments), folder, environment_}, kLimit);
    }

    void add_below(const std::string& folder) {
        if (::doctor::is_within(home_, folder)) {
            found_.problems.push_back(folder + " is in no module, and is too large to search");
            return;
        }
        std::vector<std::string> modules = ::doctor::walk(folder, {}).modules;
        if (modules.empty()) {
            found_.problems.push_back("no go.mod or go.work is in " + folder +
                                      ", above it or below it");
        }
        if (modules.size() > kMostModulesBelow) {
            found_.problems.push_back(
                "only the first " + std::to_string(kMostModulesBelow) + " of the " +
                std::to_string(modules.size()) + " modules below " + folder +
                " are refreshed: name the folders of the others as arguments");
            modules.resize(kMostModulesBelow);
        }
        for (const std::string& module : modules) add(module, false);
    }

    /// Reads go.work and the go.mod files. A file that does not parse has no `replace` lines; the
    /// go command will say why.
    void read_files(Root& root) {
        if (root.work_file.empty()) {
            root.modules = {root.folder};
        } else {
            const Ran ran = run({"work", "edit", "-json", root.work_file}, "/");
            const ::doctor::WorkFile work = ::doctor::read_work_file(ran.output, root.work_file);
            for (const auto& use : work.uses) {
                if (exists(use.folder + "/go.mod")) root.modules.push_back(use.folder);
            }
            add_replacements(root, root.work_file, work.replacements);
        }
        for (const std::string& folder : root.modules) {
            const std::string file = folder + "/go.mod";
            const Ran ran = run({"mod", "edit", "-json", file}, "/");
            add_replacements(root, file, ::doctor::read_module(ran.output, folder).replacements);
        }
    }

    static void add_replacements(Root& root, const std::string& file,
                                 const std::vector<::doctor::Replacement>& replacements) {
        for (const auto& one : replacements) root.replacements.push_back({file, one});
    }

    std::string go_;
    app::Environment environment_;
    std::string home_;
    Programs programs_;
    Roots found_;
};

}  // namespace

Roots find_roots(const std::vector<std::string>& folders, const std::string& go,
                 const app::Environment& environment, const std::string& home) {
    if (go.empty()) return {{}, {"go is not on PATH"}};
    RootSearch search(go, environment, home);
    for (const std::string& folder : folders) search.add(folder, true);
    return std::move(search).take();
}

}  // namespace cli::refresh
