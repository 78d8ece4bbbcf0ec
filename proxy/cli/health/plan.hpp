// Chooses the files to open and the order of the requests. Pure, and the same for the same files,
// so that runs can be compared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/health/results.hpp"
#include "lsp/text.hpp"

namespace cli::health {

/// A Go file that may be opened.
struct Candidate {
    std::string path;  ///< relative to the folder
    std::uint64_t bytes = 0;
    std::size_t imports = 0;
    bool is_ordinary = true;  ///< neither generated nor with build constraints
    bool is_test = false;
};

/// Returns what the file's name and text say.
Candidate candidate_of(std::string path, std::string_view text);

/// Returns up to `most` of the files: by turns the largest and the one with the most imports of
/// those that are left, from as many folders as possible. Tests, generated files and those with
/// build constraints come last.
std::vector<std::string> choose_files(std::vector<Candidate> candidates, std::size_t most);

/// A file to open.
struct PlannedFile {
    std::string path;  ///< relative to the folder, or as the user gave it
    std::string uri;
    std::string text;
    std::vector<lsp::Position> probes;  ///< never empty
};

/// One step of a round.
struct Step {
    Kind kind = Kind::kHover;  ///< `kAfterEdit` stands for a whole edit and save
    std::size_t file = 0;
    std::size_t probe = 0;
};

/// Returns the number of edits in round `round` (from 1) of `rounds`, so that all rounds have
/// `saves` of them, evenly.
int saves_in_round(int round, int rounds, int saves);

/// Returns the steps of round `round`: the four requests for each file, at another place in each
/// round, and its edits. Round 0 is the warm-up, without edits.
std::vector<Step> steps_of(const std::vector<PlannedFile>& files, int round, int rounds, int saves);

/// Returns the number of requests in all rounds, for a progress bar.
std::size_t requests_in(std::size_t files, int rounds, int saves);

}  // namespace cli::health
