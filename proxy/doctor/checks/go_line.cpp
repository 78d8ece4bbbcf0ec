#include "doctor/checks/go_line.hpp"

#include <optional>

#include "doctor/facts/facts.hpp"
#include "doctor/versions.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// A file that asks for a newer Go than the installed one.
struct TooNew {
    std::string file;
    std::string line;      ///< `go 1.30`, `toolchain go1.30.1`
    std::string version;   ///< `1.30`
    int number = 0;        ///< of the line
    bool required = true;  ///< a go line; a toolchain line is only a wish
};

void add_if_newer(std::vector<TooNew>& list, const GoVersion& installed, const std::string& file,
                  const std::string& text, const std::string& go, const std::string& toolchain) {
    const auto newer = [&](const std::string& version) {
        const auto parsed = parse_go_version(version);
        return parsed && installed < *parsed;
    };
    if (newer(toolchain)) {
        list.push_back(
            {file, "toolchain " + toolchain, toolchain.substr(2), line_of(text, toolchain), false});
    }
    if (newer(go)) list.push_back({file, "go " + go, go, line_of(text, go), true});
}

/// Returns what the go command reads in this folder: go.work, or else the go.mod; and the modules
/// of go.work, which must not ask for more.
std::vector<TooNew> too_new(const Facts& facts, const GoVersion& installed) {
    std::vector<TooNew> list;
    for (const WorkFile& work : facts.works) {
        add_if_newer(list, installed, work.file, work.text, work.go, work.toolchain);
    }
    for (const Module& module : facts.modules) {
        add_if_newer(list, installed, module.file(), module.text, module.go, module.toolchain);
    }
    return list;
}

bool switches(const Facts& facts) {
    const std::string_view toolchain = facts.settings.value("GOTOOLCHAIN");
    return !toolchain.empty() && toolchain != "local" && toolchain != "path" &&
           (toolchain == "auto" || toolchain.ends_with("+auto"));
}

}  // namespace

Findings check_go_line_too_new(const Facts& facts) {
    const auto installed = parse_go_version(facts.settings.value("GOVERSION"));
    if (!installed || switches(facts)) return {};
    Findings findings;
    for (const TooNew& one : too_new(facts, *installed)) {
        if (!one.required) continue;
        const GoSetting* setting = facts.settings.find("GOTOOLCHAIN");
        Finding finding{
            .seen = one.file + " asks for `" + one.line + "`, and the installed Go is " +
                    std::string(facts.settings.value("GOVERSION")) + ".",
            .why = "The go command refuses to load the module, and gopls loads nothing.",
            .mend = {"install Go " + one.version + " or newer (https://go.dev/doc/install)"},
            .place = Place{one.file, one.number}};
        if (setting != nullptr && !setting->value.empty()) {
            finding.seen += " " + named("GOTOOLCHAIN", *setting) + " is " + setting->value +
                            ", so no other Go is downloaded.";
            finding.mend.push_back(change_command("GOTOOLCHAIN", *setting, "auto"));
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

Findings check_toolchain_switch(const Facts& facts) {
    const auto installed = parse_go_version(facts.settings.value("GOVERSION"));
    if (!installed || !switches(facts)) return {};
    Findings findings;
    for (const TooNew& one : too_new(facts, *installed)) {
        findings.push_back(
            {.confidence = Confidence::kCertain,
             .seen = one.file + " asks for `" + one.line + "`, and the installed Go is " +
                     std::string(facts.settings.value("GOVERSION")) + ".",
             .why = "The go command downloads that Go on first use; without network, or behind a "
                    "slow one, gopls waits for it.",
             .mend = {"install Go " + one.version + " or newer (https://go.dev/doc/install)",
                      command_in(facts.folder, "go version  # downloads it now")},
             .place = Place{one.file, one.number}});
    }
    return findings;
}

}  // namespace doctor
