#include "cli/incidents/bug_report.hpp"

#include <algorithm>
#include <cctype>

#include "app/incidents/cut.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::incidents {
namespace {

constexpr std::size_t kMaxBytes = 60'000;
constexpr std::size_t kMaxPartBytes = 8'000;
constexpr std::size_t kMaxTimelineBytes = 16'000;
constexpr std::size_t kLeastStacksBytes = 1'000;

std::string code(std::string text) {
    std::replace(text.begin(), text.end(), '`', '\'');
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.empty() ? text : "`" + text + "`";
}

/// Returns a code block, with a fence of more backticks than the text contains.
std::string block(const std::string& text) {
    std::size_t longest = 2;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return fence + "\n" + text + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string folded(const std::string& title, const std::string& text, std::size_t max_bytes) {
    if (text.empty()) return {};
    return "<details><summary>" + title + "</summary>\n\n" +
           block(app::incidents::cut_middle(text, max_bytes)) + "\n</details>\n\n";
}

std::string item(const std::string& name, const std::string& value) {
    return value.empty() ? std::string() : "- " + name + ": " + code(value) + "\n";
}

std::string versions(const Json& document) {
    return "#### gopls version\n\n" + item("gopls", gopls_of(document)) +
           item("go", text_at(document, "/go/version")) +
           item("platform", text_at(document, "/platform")) +
           item("started by", "gopls-proxy " + text_at(document, "/proxy/version")) + "\n";
}

std::string what_happened(const Json& document) {
    std::string text = "#### What did you see happen?\n\n" + text_at(document, "/sentence") +
                       "\n\n" + item("verdict of gopls-proxy", text_at(document, "/verdict")) +
                       item("cause in the stacks", text_at(document, "/stack_cause")) +
                       item("outcome", outcome_of(document)) +
                       item("open documents", text_at(document, "/open_documents"));
    text += "\nEvidence:\n\n";
    for (const auto& [name, value] : evidence_of(document)) text += item(name, value);
    std::string timeline;
    for (const std::string& event : timeline_of(document)) timeline += event + "\n";
    text += "\nTimeline, from the start of the fault:\n\n" +
            block(app::incidents::cut_middle(timeline, kMaxTimelineBytes));
    std::string waiting;
    for (const std::string& request : waiting_of(document)) waiting += request + "\n";
    if (!waiting.empty()) {
        text +=
            "\nWaiting requests:\n\n" + block(app::incidents::cut_middle(waiting, kMaxPartBytes));
    }
    return text + "\n";
}

/// Returns its processes, one a line, with their sockets and the locks that they wait for.
std::string processes(const Json& document) {
    std::string text;
    for (const Json& process : list_at(document, "/processes")) {
        text += text_at(process, "/pid") + " (parent " + text_at(process, "/parent") + ") " +
                text_at(process, "/state") + " ";
        for (const Json& word : list_at(process, "/argv")) text += " " + text_at(word, "");
        for (const Json& socket : list_at(process, "/sockets")) {
            text += "\n    socket " + text_at(socket, "/remote") + " " + text_at(socket, "/state");
        }
        if (number_at(process, "/waits_for_lock_of").value_or(0) != 0) {
            text += "\n    waits for a lock of " + text_at(process, "/waits_for_lock_of");
        }
        text += "\n";
    }
    return text;
}

}  // namespace

std::string with_short_home(std::string_view text, std::string_view home) {
    while (home.ends_with('/')) home.remove_suffix(1);
    if (home.empty()) return std::string(text);
    std::string shortened;
    std::size_t copied = 0;
    for (std::size_t at = text.find(home); at != std::string_view::npos;
         at = text.find(home, at + 1)) {
        const std::size_t behind = at + home.size();
        const char next = behind < text.size() ? text[behind] : '/';
        const bool longer_name = std::isalnum(static_cast<unsigned char>(next)) != 0 ||
                                 next == '-' || next == '_' || next == '.';
        if (longer_name || at < copied) continue;
        shortened.append(text, copied, at - copied);
        shortened += '~';
        copied = behind;
    }
    return shortened.append(text, copied, text.size() - copied);
}

std::string bug_report(const Json& document, const Attachments& attachments,
                       std::string_view home) {
    std::string text =
        "<!-- Title: x/tools/gopls: " + text_at(document, "/sentence") + " -->\n\n" +
        versions(document) + "#### go env\n\n" +
        folded("go env -json", attachments.go_env, kMaxPartBytes) +
        "#### What did you do?\n\n<!-- in your own words -->\n\n" + what_happened(document) +
        "#### What did you expect to see?\n\nAn answer.\n\n" +
        "#### Editor and settings\n\n<!-- which editor, which settings of gopls -->\n\n" +
        "#### Logs\n\n" + folded("processes of gopls", processes(document), kMaxPartBytes) +
        folded("last lines of stderr", attachments.stderr_tail, kMaxPartBytes) +
        folded("stacks of the go command, when it was interrupted", attachments.go_stacks,
               kMaxPartBytes);
    text = with_short_home(text, home);
    const std::size_t left = kMaxBytes - std::min(kMaxBytes, text.size());
    return text + folded("stacks of all goroutines of gopls",
                         with_short_home(attachments.stacks, home),
                         std::max(left, kLeastStacksBytes));
}

}  // namespace cli::incidents
