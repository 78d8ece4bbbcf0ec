#include "cli/doctor/price.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "cli/doctor/timed_session.hpp"
#include "doctor/facts/costly_settings.hpp"
#include "doctor/facts/scratch_folder.hpp"

namespace cli::doctor {
namespace {

namespace fs = std::filesystem;
namespace checked = ::doctor;

/// gopls refuses semantic tokens of files over 100,000 bytes (internal/golang, semtok.go).
constexpr std::uintmax_t kMostMeasuredBytes = 90'000;
constexpr int kMostEntries = 20'000;

/// Returns the settings of one name in all files as one value, which only switches things on.
checked::SettingJson merged(const std::vector<checked::CostlySetting>& costly,
                            const std::string& name) {
    checked::SettingJson value;
    for (const checked::CostlySetting& one : costly) {
        if (one.name != name) continue;
        if (value.is_object() && one.value.is_object()) {
            value.update(one.value);
        } else {
            value = one.value;
        }
    }
    return value;
}

bool is_hidden(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with('.') || name.starts_with('_') || name == "vendor" ||
           name == "testdata" || name == "node_modules";
}

std::vector<std::string> names_of(const std::vector<checked::CostlySetting>& costly) {
    std::vector<std::string> names;
    for (const checked::CostlySetting& one : costly) {
        if (std::find(names.begin(), names.end(), one.name) == names.end()) {
            names.push_back(one.name);
        }
    }
    return names;
}

/// Returns prices without times, all for the same reason.
std::vector<checked::Price> unmeasured(const std::vector<std::string>& names,
                                       const std::string& reason) {
    std::vector<checked::Price> prices;
    for (const std::string& name : names) prices.push_back({name, {}, {}, reason});
    return prices;
}

}  // namespace

std::string file_to_measure(const std::string& folder) {
    std::string largest;
    std::uintmax_t most = 0;
    std::error_code failure;
    int left = kMostEntries;
    for (fs::recursive_directory_iterator entry(
             folder, fs::directory_options::skip_permission_denied, failure);
         !failure && entry != fs::recursive_directory_iterator() && left > 0;
         entry.increment(failure), --left) {
        std::error_code unknown;
        if (entry->is_directory(unknown)) {
            if (is_hidden(entry->path())) entry.disable_recursion_pending();
            continue;
        }
        const std::string path = entry->path().string();
        const bool fits = path.ends_with(".go") && !path.ends_with("_test.go") &&
                          !is_hidden(entry->path()) && entry->is_regular_file(unknown);
        if (!fits) continue;
        const std::uintmax_t size = entry->file_size(unknown);
        if (unknown || size <= most || size > kMostMeasuredBytes) continue;
        most = size;
        largest = path;
    }
    return largest;
}

std::vector<checked::Price> measure_prices(const checked::Facts& facts,
                                           const std::function<void(const std::string&)>& starting,
                                           const std::function<bool()>& keep_going) {
    const auto costly = checked::costly_settings(facts.editor_files);
    const std::vector<std::string> names = names_of(costly);
    if (names.empty()) return {};
    if (!facts.tools.gopls) return unmeasured(names, "gopls was not found");
    const std::string file = file_to_measure(facts.folder);
    if (file.empty()) return unmeasured(names, "the folder has no Go file");
    const checked::ScratchFolder scratch(facts.environment);
    if (scratch.path().empty()) return unmeasured(names, "no temporary folder can be created");

    TimedSession session{.gopls = facts.tools.gopls->path,
                         .folder = facts.folder,
                         .file = file,
                         .environment = facts.environment,
                         .keep_going = keep_going};
    session.environment["GOPLSCACHE"] = scratch.path();
    starting("the load, which fills a cache");
    if (const TimedRun first = run_timed(session); !first.failure.empty()) {
        return unmeasured(names, first.failure);
    }
    starting("gopls without the settings");
    // Some settings cost time only when the editor asks for what they offer.
    const TimedRun without = run_timed(session);
    std::vector<checked::Price> prices;
    for (const std::string& name : names) {
        if (!keep_going()) break;
        if (name == "vulncheck") {
            prices.push_back({name, {}, {}, "it asks the vulnerability database over the network"});
            continue;
        }
        starting(name);
        session.settings = {{name, merged(costly, name)}};
        session.asks_tokens = name == "semanticTokens";
        session.asks_hints = name == "hints";
        const TimedRun with = run_timed(session);
        prices.push_back({name, with.times, without.times,
                          with.failure.empty() ? without.failure : with.failure});
    }
    return prices;
}

}  // namespace cli::doctor
