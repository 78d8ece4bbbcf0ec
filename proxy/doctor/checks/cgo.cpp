#include "doctor/checks/cgo.hpp"

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

std::string packages_with_cgo(const Facts& facts) {
    std::vector<std::string> names;
    for (const CgoPackage& package : facts.packages.cgo) names.push_back(package.import_path);
    return listed(names, 3);
}

constexpr const char* kEffect =
    "gopls cannot type-check these packages, nor the ones that import them: names of C are "
    "unknown.";

}  // namespace

Findings check_cgo_compiler(const Facts& facts) {
    const GoSetting* enabled = facts.settings.find("CGO_ENABLED");
    const GoSetting* compiler = facts.settings.find("CC");
    if (enabled == nullptr || compiler == nullptr || facts.packages.cgo.empty()) return {};
    if (!facts.packages.compiler_path.empty()) return {};
    return {{.seen = packages_with_cgo(facts) + " import \"C\", and the C compiler `" +
                     facts.packages.compiler + "`, " + named("CC", *compiler) +
                     ", was not found on PATH.",
             .why = enabled->value == "0"
                        ? "cgo is off without a compiler, and the files that import \"C\" are left "
                          "out."
                        : kEffect,
             .mend = {"apt install gcc  # or dnf, pacman, apk",
                      change_command("CC", *compiler, "/path/to/cc")}}};
}

Findings check_cgo_disabled(const Facts& facts) {
    const GoSetting* enabled = facts.settings.find("CGO_ENABLED");
    if (enabled == nullptr || enabled->value != "0" || facts.packages.cgo.empty()) return {};
    // Without a compiler this is the default, and another finding.
    if (enabled->source == Source::kDefault) return {};
    return {{.confidence = Confidence::kPossible,
             .seen = packages_with_cgo(facts) + " import \"C\", and " +
                     named("CGO_ENABLED", *enabled) + " is 0.",
             .why = "Files that import \"C\" are left out: their names are unknown to gopls.",
             .mend = {change_command("CGO_ENABLED", *enabled, "")}}};
}

Findings check_cgo_headers(const Facts& facts) {
    Findings findings;
    for (const MissingHeader& missing : facts.packages.missing_headers) {
        findings.push_back({.confidence = Confidence::kLikely,
                            .seen = "The C compiler does not find " + missing.header + ", which " +
                                    missing.package + " includes.",
                            .why = kEffect,
                            .mend = {"install the development package with that header",
                                     "#cgo CFLAGS: -I/folder/of/the/header, above import \"C\""},
                            .place = Place{missing.file, missing.line}});
    }
    return findings;
}

Findings check_cgo_folders(const Facts& facts) {
    Findings findings;
    for (const MissingFolder& missing : facts.packages.missing_folders) {
        const GoSetting* setting = facts.settings.find(missing.source);
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = (setting != nullptr ? named(missing.source, *setting) : missing.source) +
                     " has -I" + missing.path + ", a folder that does not exist.",
             .why = "The C compiler ignores it, and does not find the headers that were there.",
             .mend = {"create or install " + missing.path, "remove the option -I" + missing.path}});
    }
    return findings;
}

Findings check_cgo_libraries(const Facts& facts) {
    Findings findings;
    for (const MissingLibrary& missing : facts.packages.missing_libraries) {
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = missing.package + " needs the library " + missing.name +
                     " (`#cgo pkg-config`): " + missing.words,
             .why = kEffect,
             .mend = {"install the development package of " + missing.name,
                      "export PKG_CONFIG_PATH=/folder/with/" + missing.name + ".pc"}});
    }
    return findings;
}

}  // namespace doctor
