// Fuzz target: the files that `gopls-proxy incidents` reads from disk, edited or truncated. The
// program always shows them and never refuses one.
//
// Sections: incident.json, stacks, stderr, another text.
#include "app/incidents/cut.hpp"
#include "app/incidents/document.hpp"
#include "app/incidents/id.hpp"
#include "app/incidents/line_diff.hpp"
#include "app/incidents/mask.hpp"
#include "cli/incidents/bug_report.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/incidents/story.hpp"
#include "cli/incidents/table.hpp"
#include "fuzz/edits.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/target.hpp"
#include "io/go_build_info.hpp"

namespace fuzz {
namespace {

using namespace app::incidents;
using namespace cli::incidents;

constexpr std::size_t kMaxReportBytes = 65'536;  // the limit of an issue on GitHub
constexpr std::size_t kCutBytes = 300;

void check_cut(std::string_view text) {
    const std::string cut = cut_middle(text, kCutBytes);
    check(cut.size() <= kCutBytes, "a cut text is short enough");
    if (text.size() <= kCutBytes) return check_same(cut, text, "a short text");
    check(!is_valid_utf8(text) || is_valid_utf8(cut), "no character is cut in two");
}

void check_masked(std::string_view text) {
    const std::string masked = mask_secrets(text);
    check_same(mask_secrets(masked), masked, "a text masked twice");
    check(masked.find("://user:secret@") == std::string::npos, "no password remains");
    check(masked_value("GITHUB_TOKEN", text) == (text.empty() ? "" : kMasked), "a token is masked");
}

void check_diff(std::string_view before, std::string_view after) {
    const std::string diff = unified_diff("go.mod", before, after);
    check(diff.empty() == (before == after), "the diff is empty exactly when the texts are equal");
    std::string_view rest = diff;
    while (!rest.empty()) {
        const std::string_view line = take_line(rest);
        const bool known =
            line.empty() || std::string_view(" +-@\\").find(line[0]) != std::string_view::npos;
        check(known, "a line begins like a line of a diff");
        if (line.starts_with("---") || line.starts_with("+++") || line.empty()) continue;
        const std::string_view side = line[0] == '-' ? before : line[0] == '+' ? after : line;
        check(side.find(line.substr(1)) != std::string_view::npos,
              "a line of the diff is in its text");
    }
}

}  // namespace

void incidents(Bytes input) {
    const auto sections = sections_of(text_of(input));
    const auto section = [&](std::size_t i) {
        return i < sections.size() ? sections[i] : std::string_view();
    };
    const Json document = parsed(section(0));
    const std::string id(section(3).substr(0, section(3).find('\n')));
    const Entry entry{id, "/state/incidents/x", document};
    for (const bool colours : {false, true}) {
        (void)story_text(id, document, {{"incident.json", "/x", 1}}, colours);
        check(!table_text({entry, entry}, colours).empty(), "the table is not empty");
    }
    check(Json::accept(app::incidents::text_of(table_json({entry}))), "the table is JSON");
    const Attachments attachments{std::string(section(1)), std::string(section(2)),
                                  std::string(section(3))};
    const std::string report = bug_report(document, attachments, "/home/u");
    check(report.size() < kMaxReportBytes, "a report fits into an issue");
    check(when(id).empty() != is_id(id), "only an id has a time");
    (void)choose({"20261122T101502.123Z-4fa1-deadlocked", id}, section(2));
    (void)io::parse_go_build_info(section(3));
    for (const std::string_view text : sections) {
        check_cut(text);
        check_masked(text);
    }
    check_diff(section(1), section(2));
}

}  // namespace fuzz
