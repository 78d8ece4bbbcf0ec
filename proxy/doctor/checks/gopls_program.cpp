#include "doctor/checks/gopls_program.hpp"

#include <filesystem>
#include <optional>
#include <set>

#include "doctor/facts/facts.hpp"
#include "doctor/versions.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// Go before 1.21 does not load packages for a gopls from v0.17 on.
constexpr int kOldestGoMinor = 21;
constexpr std::string_view kGoplsPackagePath = "golang.org/x/tools/gopls";

std::optional<GoVersion> installed_go(const Facts& facts) {
    return parse_go_version(facts.settings.value("GOVERSION"));
}

std::vector<std::string> install_command(const GoVersion& go) {
    return {"go", "install", std::string(kGoplsPackagePath) + "@" + fitting_gopls(go)};
}

Fix install_fix(const GoVersion& go, const std::string& undo) {
    return {.argv = install_command(go), .folder = "/", .undo = undo, .downloads = true};
}

/// Returns whether `go install` replaces this file.
bool is_installed_by_go(const Facts& facts, const Tool& gopls) {
    const std::string folder = install_folder(facts.settings);
    return !folder.empty() && std::filesystem::path(gopls.path).parent_path() ==
                                  std::filesystem::path(folder).lexically_normal();
}

std::string gopls_and_version(const Tool& gopls) {
    return gopls.path + (gopls.version.empty() ? "" : " (" + gopls.version + ")");
}

std::string replace_hint(const Tool& gopls) {
    return "replace " + gopls.path + ", which `go install` does not write";
}

/// The newest Go that the workspace asks for, and where.
struct Asked {
    GoVersion version;
    std::string by;
};

Asked newest_go(const Facts& facts, const GoVersion& installed) {
    Asked newest{installed, "the go command is " + std::string(facts.settings.value("GOVERSION"))};
    const auto compare = [&](const std::string& go, const std::string& file) {
        const auto version = parse_go_version(go);
        if (version && newest.version.is_older_minor_than(*version)) {
            newest = {*version, file + " has the line `go " + go + "`"};
        }
    };
    for (const Module& module : facts.modules) compare(module.go, module.file());
    for (const WorkFile& work : facts.works) compare(work.go, work.file);
    return newest;
}

}  // namespace

Findings check_gopls_missing(const Facts& facts) {
    if (facts.tools.gopls || facts.tools.gopls_missing.empty()) return {};
    // The finding has its own command.
    const std::string& sentence = facts.tools.gopls_missing;
    Finding finding{
        .seen = sentence.substr(0, sentence.find(": install it with")) + ".",
        .why = "The editor has no language server: gopls-proxy exits at once.",
        .mend = {"go install golang.org/x/tools/gopls@latest",
                 "export GOPLS_PROXY_GOPLS=/path/to/gopls  # if it is installed elsewhere"}};
    const auto go = installed_go(facts);
    const bool set_by_user = sentence.starts_with("invalid value");
    if (go && !set_by_user && facts.tools.hanging.empty() &&
        !install_folder(facts.settings).empty()) {
        finding.mend.front() = command_line(install_command(*go));
        finding.fix =
            install_fix(*go, "rm " + shell_word(install_folder(facts.settings) + "/gopls"));
    }
    return {finding};
}

Findings check_gopls_older_than_go(const Facts& facts) {
    const auto installed = installed_go(facts);
    if (!facts.tools.gopls || !installed) return {};
    const Tool& gopls = *facts.tools.gopls;
    const auto built = parse_go_version(gopls.built_with);
    if (!built) return {};
    const Asked asked = newest_go(facts, *installed);
    if (!built->is_older_minor_than(asked.version)) return {};
    Finding finding{.seen = gopls_and_version(gopls) + " was built with " + gopls.built_with +
                            ", and " + asked.by + ".",
                    .why =
                        "gopls cannot check code for a newer Go than it was built with: it reports "
                        "\"package requires newer Go version\" in correct files.",
                    .mend = {command_line(install_command(asked.version))}};
    if (!is_installed_by_go(facts, gopls)) {
        finding.mend.push_back(replace_hint(gopls));
    } else if (built->is_older_minor_than(*installed)) {
        finding.fix = install_fix(
            *installed, gopls.version.starts_with("v")
                            ? "go install " + std::string(kGoplsPackagePath) + "@" + gopls.version
                            : "");
    }
    return {finding};
}

Findings check_go_too_old_for_gopls(const Facts& facts) {
    const auto go = installed_go(facts);
    if (!go || !facts.tools.gopls || go->major > 1 || go->minor >= kOldestGoMinor) return {};
    const Tool& gopls = *facts.tools.gopls;
    const auto version = parse_gopls_version(gopls.version);
    const std::string fitting = fitting_gopls(*go);
    if (!version || *version <= *parse_gopls_version(fitting)) return {};
    Finding finding{.seen = gopls_and_version(gopls) + " does not support " +
                            std::string(facts.settings.value("GOVERSION")) +
                            ", the version of the go command.",
                    .why = "gopls shows an error at its start, and may not load packages.",
                    .mend = {"install Go 1.21 or newer (https://go.dev/doc/install)",
                             command_line(install_command(*go))}};
    if (is_installed_by_go(facts, gopls)) {
        finding.fix =
            install_fix(*go, "go install " + std::string(kGoplsPackagePath) + "@" + gopls.version);
    } else {
        finding.mend.push_back(replace_hint(gopls));
    }
    return {finding};
}

Findings check_several_gopls(const Facts& facts) {
    std::set<std::string> versions;
    std::vector<std::string> names;
    std::vector<Tool> all = facts.tools.goplses;
    if (facts.tools.gopls) all.insert(all.begin(), *facts.tools.gopls);
    std::set<std::string> files;
    for (const Tool& gopls : all) {
        if (!files.insert(gopls.real).second) continue;
        versions.insert(gopls.version + " " + gopls.built_with);
        names.push_back(gopls_and_version(gopls));
    }
    if (versions.size() < 2) return {};
    return {
        {.confidence = Confidence::kPossible,
         .seen = "Several gopls are installed: " + listed(names) + ". The proxy starts the first.",
         .why = "Another editor, or one with another PATH, starts another version.",
         .mend = {"remove all but one",
                  "export GOPLS_PROXY_GOPLS=" + shell_word(all.front().path)}}};
}

}  // namespace doctor
