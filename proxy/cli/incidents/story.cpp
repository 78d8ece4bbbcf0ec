#include "cli/incidents/story.hpp"

#include "app/incidents/id.hpp"
#include "app/paint.hpp"
#include "cli/incidents/next_steps.hpp"
#include "cli/incidents/reading.hpp"

namespace cli::incidents {
namespace {

constexpr std::size_t kNameColumns = 18;

std::string line(const std::string& name, const std::string& value) {
    return value.empty() ? std::string() : "  " + app::padded(name, kNameColumns) + value + "\n";
}

std::string size_text(std::uint64_t bytes) {
    return bytes < 1024 ? std::to_string(bytes) + " B" : std::to_string(bytes / 1024) + " KiB";
}

std::string facts(const std::string& id, const Json& document) {
    return line("when", app::incidents::when(id)) + line("outcome", outcome_of(document)) +
           line("gopls", gopls_of(document)) + line("go", text_at(document, "/go/version")) +
           line("proxy", text_at(document, "/proxy/version")) +
           line("platform", text_at(document, "/platform")) +
           line("folder", text_at(document, "/folder"));
}

}  // namespace

std::string story_text(const std::string& id, const Json& document,
                       const std::vector<app::incidents::StoredFile>& files, bool colours) {
    const auto chapter = [colours](const std::string& title, const std::string& content) {
        if (content.empty()) return content;
        return "\n" + app::painted(title, app::Paint::kStrong, colours) + "\n" + content;
    };
    std::string evidence;
    for (const auto& [name, value] : evidence_of(document)) evidence += line(name, value);
    std::string timeline;
    for (const std::string& event : timeline_of(document)) timeline += event + "\n";
    std::string remedies;
    for (const Json& remedy : list_at(document, "/remedies")) {
        remedies += "  " + text_at(remedy, "") + "\n";
    }
    std::string waiting;
    for (const std::string& request : waiting_of(document)) waiting += "  " + request + "\n";
    std::string kept;
    for (const app::incidents::StoredFile& file : files) {
        kept += "  " + app::padded(size_text(file.bytes), 10) + printable(file.path) + "\n";
    }
    std::string next;
    for (const std::string& command : next_steps_of(id, document)) {
        next += "  " + printable(command) + "\n";
    }
    return app::painted(id, app::Paint::kDim, colours) + "\n" +
           app::painted(text_at(document, "/sentence"), app::Paint::kStrong, colours) + "\n\n" +
           facts(id, document) + chapter("Evidence", evidence) +
           chapter("Timeline, from the start of the fault", timeline) +
           chapter("Remedies tried", remedies) + chapter("Waiting requests", waiting) +
           chapter("Files", kept) + chapter("Next steps of an expert", next);
}

}  // namespace cli::incidents
