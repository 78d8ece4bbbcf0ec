#include "cli/health/plan.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "cli/health/go_text.hpp"

namespace cli::health {
namespace {

constexpr std::array kInEachRound{Kind::kDefinition, Kind::kHover, Kind::kReferences,
                                  Kind::kCompletion};

std::string_view name_in(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view folder_in(std::string_view path) {
    return path.substr(0, path.size() - name_in(path).size());
}

}  // namespace

Candidate candidate_of(std::string path, std::string_view text) {
    const std::string_view name = name_in(path);
    Candidate candidate;
    candidate.bytes = text.size();
    candidate.imports = imports_in(text);
    candidate.is_ordinary =
        !is_generated(text) && !has_build_constraint(text) && !has_platform_name(name);
    candidate.is_test = name.ends_with("_test.go");
    candidate.path = std::move(path);
    return candidate;
}

std::vector<std::string> choose_files(std::vector<Candidate> candidates, std::size_t most) {
    std::vector<std::string> chosen;
    std::set<std::string, std::less<>> folders;
    for (bool by_size = true; chosen.size() < most && !candidates.empty(); by_size = !by_size) {
        const auto rank = [&](const Candidate& one) {
            const bool is_new = !folders.contains(folder_in(one.path));
            const std::uint64_t worth = by_size ? one.bytes : one.imports;
            const std::uint64_t other = by_size ? one.imports : one.bytes;
            return std::tuple(one.is_ordinary, !one.is_test, is_new, worth, other);
        };
        const auto best = std::max_element(
            candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
                const auto rank_a = rank(a);
                const auto rank_b = rank(b);
                // Of equals the first by name, whatever the order of the folder.
                return rank_a != rank_b ? rank_a < rank_b : a.path > b.path;
            });
        folders.emplace(folder_in(best->path));
        chosen.push_back(std::move(best->path));
        candidates.erase(best);
    }
    return chosen;
}

int saves_in_round(int round, int rounds, int saves) {
    if (round < 1 || rounds < 1) return 0;
    const auto until = [&](int r) { return static_cast<std::int64_t>(saves) * r / rounds; };
    return static_cast<int>(until(round) - until(round - 1));
}

std::vector<Step> steps_of(const std::vector<PlannedFile>& files, int round, int rounds,
                           int saves) {
    std::vector<Step> steps;
    const auto probe_of = [&](std::size_t file) {
        return static_cast<std::size_t>(round) % files[file].probes.size();
    };
    for (std::size_t file = 0; file < files.size(); ++file) {
        for (const Kind kind : kInEachRound) steps.push_back({kind, file, probe_of(file)});
    }
    for (int save = 0; save < saves_in_round(round, rounds, saves); ++save) {
        const std::size_t file =
            (static_cast<std::size_t>(round) - 1 + static_cast<std::size_t>(save)) % files.size();
        steps.push_back({Kind::kAfterEdit, file, probe_of(file)});
    }
    return steps;
}

std::size_t requests_in(std::size_t files, int rounds, int saves) {
    const auto all_rounds = static_cast<std::size_t>(rounds) + 1;
    return files * kInEachRound.size() * all_rounds + 2 * static_cast<std::size_t>(saves);
}

}  // namespace cli::health
