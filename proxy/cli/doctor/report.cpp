#include "cli/doctor/report.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <utility>

#include "app/build_info.hpp"
#include "app/incidents/mask.hpp"
#include "app/paint.hpp"
#include "cli/doctor/checksum_report.hpp"
#include "cli/doctor/load_report.hpp"
#include "cli/doctor/log_report.hpp"
#include "cli/doctor/machine_report.hpp"
#include "cli/doctor/network_report.hpp"
#include "cli/doctor/shown.hpp"
#include "cli/incidents/reading.hpp"
#include "doctor/kinds.hpp"
#include "doctor/words.hpp"

namespace cli::doctor {
namespace {

namespace checked = ::doctor;
using app::Paint;
using checked::Finding;
using checked::Severity;

constexpr int kSchema = 1;
constexpr std::size_t kLabelColumns = 10;

Paint paint_of(Severity severity) {
    switch (severity) {
        case Severity::kError:
            return Paint::kBad;
        case Severity::kWarning:
            return Paint::kYellow;
        case Severity::kNote:
            break;
    }
    return Paint::kCyan;
}

/// Breaks a text into lines beside a label.
std::string labelled(const std::string& label, const std::string& text, const Style& style) {
    std::string lines =
        "  " + app::painted(app::padded(label, kLabelColumns - 2), Paint::kDim, style.colours);
    std::size_t columns = kLabelColumns;
    bool first = true;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (!first && columns + 1 + word.size() > style.columns) {
            lines += "\n" + std::string(kLabelColumns, ' ');
            columns = kLabelColumns;
            first = true;
        }
        lines += (first ? "" : " ") + word;
        columns += word.size() + (first ? 0 : 1);
        first = false;
    }
    return lines + "\n";
}

/// Commands keep their blanks and stay on one line, so that they can be copied.
std::string labelled_command(const std::string& label, const std::string& command,
                             const Style& style) {
    return "  " + app::painted(app::padded(label, kLabelColumns - 2), Paint::kDim, style.colours) +
           app::painted(command, Paint::kStrong, style.colours) + "\n";
}

std::string finding_text(const Finding& finding, const Style& style) {
    std::string text = app::painted(app::padded(checked::name_of(finding.severity), 9),
                                    paint_of(finding.severity), style.colours) +
                       app::painted(finding.id, Paint::kStrong, style.colours) +
                       app::painted("  (" + std::string(checked::name_of(finding.confidence)) + ")",
                                    Paint::kDim, style.colours) +
                       "\n";
    text += labelled("", shown_at_home(finding.seen, style), style);
    if (finding.place) {
        const std::string line =
            finding.place->line > 0 ? ":" + std::to_string(finding.place->line) : "";
        text += labelled_command("at", shown_at_home(finding.place->file, style) + line, style);
    }
    text += labelled("why", shown_at_home(finding.why, style), style);
    std::string label = "mend";
    for (const std::string& way : finding.mend) {
        text += labelled_command(std::exchange(label, "or"), shown_at_home(way, style), style);
    }
    label = "next";
    for (const std::string& step : finding.next) {
        text += labelled_command(std::exchange(label, ""), shown_at_home(step, style), style);
    }
    return text;
}

std::string_view name_of_source(checked::Source source) {
    switch (source) {
        case checked::Source::kEnvironment:
            return "environment";
        case checked::Source::kEnvFile:
            return "go env -w";
        case checked::Source::kDefault:
            break;
    }
    return "default";
}

std::string masked_setting(std::string_view name, const checked::GoSetting& setting) {
    return incidents::printable(app::incidents::masked_value(name, setting.value));
}

/// Returns the settings of Go that the environment or `go env -w` changes.
std::string settings_text(const checked::GoSettings& settings, const Style& style) {
    std::string text;
    for (const auto& [name, setting] : settings.values) {
        if (setting.source == checked::Source::kDefault) continue;
        text += "  " + app::padded(name, 15) + masked_setting(name, setting) +
                app::painted("  (" + std::string(name_of_source(setting.source)) + ")", Paint::kDim,
                             style.colours) +
                "\n";
    }
    if (text.empty()) return text;
    return app::painted("Settings of Go that are not the default", Paint::kStrong, style.colours) +
           "\n" + text + "\n";
}

std::size_t count_of(const checked::Findings& findings, Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [&](const Finding& one) { return one.severity == severity; }));
}

std::string summary_text(const checked::Facts& facts, const checked::Findings& findings,
                         const Style& style) {
    const std::string where = " in " + shown_at_home(facts.folder, style);
    if (findings.empty()) return "No findings" + where + ".\n";
    std::vector<std::string> counts;
    const auto add = [&](Severity severity, const char* one, const char* many) {
        const std::size_t count = count_of(findings, severity);
        if (count > 0) counts.push_back(checked::counted(count, one, many));
    };
    add(Severity::kError, "error", "errors");
    add(Severity::kWarning, "warning", "warnings");
    add(Severity::kNote, "note", "notes");
    std::string text = checked::listed(counts) + where + ".\n";
    const auto fixable = static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [](const Finding& one) { return one.fix.has_value(); }));
    if (fixable > 0) {
        text += "`gopls-proxy doctor --fix` mends " + std::to_string(fixable) + " of them.\n";
    }
    return text;
}

Json list_json(const std::vector<std::string>& texts) {
    Json list = Json::array();
    for (const std::string& text : texts) list.push_back(shown(text));
    return list;
}

Json fix_json(const Finding& finding) {
    if (!finding.fix) return nullptr;
    return {
        {"command", shown(checked::words_for(*finding.fix))},
        {"folder", finding.fix->folder.empty() ? Json(nullptr) : Json(shown(finding.fix->folder))},
        {"undo", finding.fix->undo.empty() ? Json(nullptr) : Json(shown(finding.fix->undo))},
        {"downloads", finding.fix->downloads}};
}

std::string_view area_of(std::string_view id) {
    const auto all = checked::kinds();
    const auto kind = std::find_if(all.begin(), all.end(),
                                   [&](const checked::Kind& one) { return one.id == id; });
    return kind == all.end() ? std::string_view() : checked::name_of(kind->area);
}

Json finding_json(const Finding& finding) {
    Json place = nullptr;
    if (finding.place) {
        place = {{"file", shown(finding.place->file)},
                 {"line", finding.place->line > 0 ? Json(finding.place->line) : Json(nullptr)}};
    }
    return {{"id", finding.id},
            {"area", area_of(finding.id)},
            {"severity", checked::name_of(finding.severity)},
            {"confidence", checked::name_of(finding.confidence)},
            {"seen", shown(finding.seen)},
            {"why", shown(finding.why)},
            {"mend", list_json(finding.mend)},
            {"next", list_json(finding.next)},
            {"place", std::move(place)},
            {"fix", fix_json(finding)}};
}

Json settings_json(const checked::GoSettings& settings) {
    Json json = Json::object();
    for (const auto& [name, setting] : settings.values) {
        json[name] = {{"value", masked_setting(name, setting)},
                      {"source", name_of_source(setting.source)}};
    }
    return json;
}

Json tool_json(const std::string& path, const std::string& version) {
    return {{"path", shown(path)}, {"version", version.empty() ? Json(nullptr) : Json(version)}};
}

Json tools_json(const checked::Facts& facts) {
    Json go = nullptr;
    Json gopls = nullptr;
    if (!facts.tools.gos.empty()) {
        go = tool_json(facts.tools.gos.front().path, shown(facts.settings.value("GOVERSION")));
    }
    if (facts.tools.gopls) {
        gopls = tool_json(facts.tools.gopls->path, shown(facts.tools.gopls->version));
        gopls["built_with"] = facts.tools.gopls->built_with.empty()
                                  ? Json(nullptr)
                                  : Json(shown(facts.tools.gopls->built_with));
    }
    return {{"go", std::move(go)}, {"gopls", std::move(gopls)}};
}

}  // namespace

std::string report_text(const checked::Facts& facts, const checked::Findings& findings,
                        const Style& style) {
    std::string text;
    for (const Finding& finding : findings) text += finding_text(finding, style) + "\n";
    return text + settings_text(facts.settings, style) + machine_text(facts.machine, style) +
           network_text(facts.network, style) + log_text(facts.log, style) +
           load_text(facts.go_runs, style) + checksum_text(facts.verification, style) +
           summary_text(facts, findings, style);
}

std::string fix_text(const Finding& finding, const Style& style) {
    const std::string command = shown_at_home(checked::words_for(*finding.fix), style);
    return app::painted(app::padded("fix", 9), Paint::kGood, style.colours) +
           app::painted(finding.id, Paint::kStrong, style.colours) + "  " + command +
           (finding.fix->downloads ? "  (downloads and builds; this may take minutes)" : "") + "\n";
}

std::string mended_text(const checked::Mended& mended, const Style& style) {
    if (mended.gone) {
        std::string text = labelled("", "The finding is gone.", style);
        if (!mended.finding.fix->undo.empty()) {
            text += labelled_command("undo", shown_at_home(mended.finding.fix->undo, style), style);
        }
        return text;
    }
    const std::string what = mended.finding.fix->removal ? "The edit" : "The command";
    return labelled("",
                    mended.words.empty() ? what + " succeeded, and the finding is still there."
                                         : what + " failed: " + shown_at_home(mended.words, style),
                    style);
}

Json report_json(const checked::Facts& facts, const checked::Findings& findings,
                 const std::vector<checked::Mended>* fixes) {
    std::string version = app::version_number();
    Json json = {{"schema", kSchema},
                 {"proxy_version", version},
                 {"folder", shown(facts.folder)},
                 {"tools", tools_json(facts)},
                 {"findings", Json::array()},
                 {"fixes", nullptr},
                 {"settings", settings_json(facts.settings)},
                 {"machine", machine_json(facts.machine)},
                 {"network", network_json(facts.network)},
                 {"log", log_json(facts.log)},
                 {"runs", load_json(facts.go_runs)},
                 {"checksums", checksum_json(facts.verification)}};
    for (const Finding& finding : findings) json["findings"].push_back(finding_json(finding));
    if (fixes != nullptr) {
        json["fixes"] = Json::array();
        for (const checked::Mended& one : *fixes) {
            json["fixes"].push_back(
                {{"id", one.finding.id},
                 {"seen", shown(one.finding.seen)},
                 {"command", shown(checked::words_for(*one.finding.fix))},
                 {"gone", one.gone},
                 {"error", one.words.empty() ? Json(nullptr) : Json(shown(one.words))}});
        }
    }
    return json;
}

int exit_code_of(const checked::Findings& findings) {
    return std::all_of(findings.begin(), findings.end(),
                       [](const Finding& one) { return one.severity == Severity::kNote; })
               ? 0
               : 1;
}

}  // namespace cli::doctor
