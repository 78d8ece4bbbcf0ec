#include "cli/health/find_files.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "cli/health/go_text.hpp"
#include "doctor/facts/in_thread.hpp"
#include "io/files.hpp"
#include "lsp/text.hpp"
#include "lsp/uri.hpp"

namespace cli::health {
namespace {

namespace fs = std::filesystem;

/// gopls itself is slow in larger ones, which are generated.
constexpr std::size_t kMostFileBytes = std::size_t{1} << 20;
constexpr std::size_t kMostNamedBytes = std::size_t{64} << 20;
/// One for each of the first rounds; later rounds start over.
constexpr std::size_t kMostProbes = 16;

bool is_left_out(const std::string& name) {
    return name.starts_with('.') || name.starts_with('_') || name == "testdata" ||
           name == "vendor" || name == "node_modules";
}

std::optional<PlannedFile> planned(const std::string& path, const fs::path& file,
                                   std::string text) {
    PlannedFile planned{path, lsp::uri_of_path(file.string()), std::move(text), {}};
    planned.probes = probes_in(planned.text, kMostProbes);
    if (planned.probes.empty() || !lsp::is_utf8(planned.text)) return {};
    return planned;
}

struct Found {
    std::vector<Candidate> candidates;
    bool complete = true;
};

Found search(const fs::path& folder, const SearchLimits& limits) {
    const auto deadline = std::chrono::steady_clock::now() + limits.time;
    std::error_code failure;
    const bool skips_modules =
        fs::exists(folder / "go.mod", failure) && !fs::exists(folder / "go.work", failure);
    Found found;
    std::size_t entries = 0;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                           failure);
    for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        if (++entries > limits.entries || std::chrono::steady_clock::now() > deadline) {
            found.complete = false;
            break;
        }
        std::error_code unknown;
        const std::string name = entry->path().filename().string();
        if (entry->is_symlink(unknown)) continue;
        if (entry->is_directory(unknown)) {
            const bool is_module = skips_modules && fs::exists(entry->path() / "go.mod", unknown);
            if (is_left_out(name) || is_module) entry.disable_recursion_pending();
            continue;
        }
        if (!name.ends_with(".go") || is_left_out(name)) continue;
        const auto text = io::read_file(entry->path().string(), kMostFileBytes);
        if (!text || probes_in(*text, 1).empty()) continue;
        found.candidates.push_back(
            candidate_of(entry->path().lexically_relative(folder).string(), *text));
    }
    return found;
}

}  // namespace

boost::system::result<std::vector<PlannedFile>, app::Failure> read_named(
    const std::string& folder, const std::vector<std::string>& files) {
    std::vector<PlannedFile> all;
    for (const std::string& name : files) {
        const fs::path path = (fs::path(folder) / name).lexically_normal();
        auto text = io::read_file(path.string(), kMostNamedBytes);
        if (!text) {
            return app::Failure{"cannot read " + path.string() +
                                " (from --file): " + text.error().message() +
                                "; name a Go file, absolute or relative to the folder"};
        }
        auto file = planned(name, path, std::move(*text));
        if (!name.ends_with(".go") || !file) {
            return app::Failure{path.string() +
                                " (from --file) is not a Go file with a declaration: there is "
                                "nothing to ask about"};
        }
        all.push_back(std::move(*file));
    }
    return all;
}

boost::system::result<std::vector<PlannedFile>, app::Failure> find_files(
    const std::string& folder, std::size_t most, const SearchLimits& limits) {
    constexpr std::chrono::milliseconds kForOneFile{1000};
    auto search_result = doctor::in_thread([folder, limits] { return search(folder, limits); });
    const auto found = doctor::result_by(
        search_result, std::chrono::steady_clock::now() + limits.time + kForOneFile);
    if (!found) {
        return app::Failure{"the file system of " + folder +
                            " does not answer; name files with --file, or measure a copy"};
    }
    std::vector<PlannedFile> all;
    for (const std::string& path : choose_files(found->candidates, most)) {
        const fs::path file = fs::path(folder) / path;
        auto text = io::read_file(file.string(), kMostFileBytes);
        if (!text) continue;  // deleted meanwhile
        if (auto one = planned(path, file, std::move(*text))) all.push_back(std::move(*one));
    }
    if (all.empty()) {
        return app::Failure{
            "there is no Go file to ask about in " + folder +
            (found->complete ? "" : " among the files that could be searched in time") +
            "; name the folder of a module, or files with --file"};
    }
    return all;
}

}  // namespace cli::health
