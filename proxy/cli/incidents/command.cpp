#include "cli/incidents/command.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "app/incidents/id.hpp"
#include "app/incidents/mask.hpp"
#include "app/incidents/summary.hpp"
#include "app/paint.hpp"
#include "app/paths.hpp"
#include "cli/incidents/bug_report.hpp"
#include "cli/incidents/options.hpp"
#include "cli/incidents/reading.hpp"
#include "cli/incidents/story.hpp"
#include "cli/incidents/table.hpp"

namespace cli {
namespace {

using namespace app::incidents;
using namespace incidents;

constexpr int kExitFailed = 1;

int complain(const std::string& sentence) {
    std::fprintf(stderr, "gopls-proxy incidents: %s\n", sentence.c_str());
    return kExitFailed;
}

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string read_or_empty(const Store& store, const std::string& id, const std::string& name) {
    auto text = store.read(id, name);
    return text.has_value() ? std::move(*text) : std::string();
}

/// Returns why nothing can be written into `folder`; empty if its mode allows it.
std::string refusal_of(std::filesystem::path folder) {
    std::error_code ignored;
    while (!std::filesystem::exists(folder, ignored) && folder.has_relative_path()) {
        folder = folder.parent_path();
    }
    if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
    return folder.string() + ": " + std::strerror(errno);
}

void list(const Store& store, const std::vector<std::string>& ids, bool json, bool colours) {
    std::vector<Entry> entries;
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
        entries.push_back({*id, store.folder(*id), document_of(store, *id)});
    }
    print(json ? text_of(table_json(entries)) : table_text(entries, colours));
}

void show(const Store& store, const std::string& id, bool json, bool colours) {
    Json document = document_of(store, id);
    const std::vector<StoredFile> files = store.files(id);
    if (!json) return print(story_text(id, document, files, colours));
    document["files"] = Json::array();
    for (const StoredFile& file : files) {
        document["files"].push_back(
            {{"name", file.name}, {"path", file.path}, {"bytes", file.bytes}});
    }
    print(text_of(document));
}

void report(const Store& store, const std::string& id, const app::Environment& environment) {
    const Attachments attachments{
        read_or_empty(store, id, "stacks.txt"), read_or_empty(store, id, "stderr.txt"),
        read_or_empty(store, id, "go-env.json"), read_or_empty(store, id, "go-stacks.txt")};
    const app::PathResult home = app::home_folder(environment);
    // An older version may have masked less.
    print(mask_secrets(printable(bug_report(document_of(store, id), attachments,
                                            home.has_value() ? home->string() : std::string()))));
}

}  // namespace

int run_incidents(const std::vector<std::string>& arguments, const app::Environment& environment) {
    const auto options = parse_options(arguments);
    if (options.has_error()) return app::print(options.error());
    const app::PathResult state = app::or_temporary(app::state_folder(environment), environment);
    if (state.has_error())
        return complain("no incidents can be saved: " + app::describe(state.error()));
    const std::string folder = (*state / "incidents").string();
    const Store store(folder);
    const std::vector<std::string> ids = store.ids();
    if (const std::string refusal = refusal_of(folder); ids.empty() && !refusal.empty()) {
        return complain("no incidents can be saved in " + folder + " (" + refusal + ")");
    }
    const bool colours = app::wants_colours(STDOUT_FILENO, environment);
    if (options->view == View::kList) {
        list(store, ids, options->json, colours);
        return 0;
    }
    const auto chosen = choose(ids, options->id);
    if (chosen.has_error()) return complain(chosen.error().sentence);
    if (options->view == View::kShow) {
        show(store, ids[*chosen], options->json, colours);
    } else {
        report(store, ids[*chosen], environment);
    }
    return 0;
}

}  // namespace cli
