#include "doctor/repro/trial.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>

#include "doctor/examine.hpp"
#include "doctor/words.hpp"
#include "io/files.hpp"

namespace doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReason = "cannot be loaded, first: ";

/// Returns the text with `.` for the folder, and without the numbers of lines.
std::string without_places(std::string text, const std::string& folder) {
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
        text.replace(at, folder.size(), ".");
    }
    std::string result;
    for (const char c : text) {
        const bool is_digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
        if (!is_digit || !result.ends_with(':')) result += c;
    }
    return result;
}

}  // namespace

Signs signs_of(const Findings& findings, std::string_view id, const std::string& folder) {
    Signs signs;
    for (const Finding& finding : findings) {
        if (finding.severity != Severity::kNote) signs.troubles.emplace(finding.id);
        if (finding.id != id) continue;
        if (finding.place && !is_within(finding.place->file, folder)) continue;
        // Packages that cannot be loaded are counted, and the reason for the first one follows.
        const std::size_t reason = finding.seen.find(kReason);
        const bool has_reason = reason != std::string::npos;
        signs.words.push_back(
            without_places(has_reason ? finding.seen.substr(reason) : finding.seen, folder));
        signs.has_same_words = has_reason || finding.severity == Severity::kError;
    }
    return signs;
}

bool shows_same(const Signs& larger, const Signs& smaller) {
    if (larger.words.empty() || smaller.words.empty()) return false;
    const auto same = std::find(smaller.words.begin(), smaller.words.end(), larger.words.front());
    if (larger.has_same_words && same == smaller.words.end()) return false;
    return std::includes(larger.troubles.begin(), larger.troubles.end(), smaller.troubles.begin(),
                         smaller.troubles.end());
}

std::string write_files(const std::string& folder, const FileTexts& files) {
    for (const auto& [name, text] : files) {
        const std::string path = folder + "/" + name;
        std::error_code failure;
        fs::create_directories(fs::path(path).parent_path(), failure);
        if (failure) return path + ": " + failure.message();
        const auto written = io::replace_file(path, text);
        if (written.has_error()) return path + ": " + written.error().message();
    }
    return {};
}

Trial::Trial(const Question& question, std::string_view id)
    : question_(question), id_(id), scratch_(question.environment) {
    question_.only_modules = true;
    question_.log.clear();
    question_.deep = false;
    question_.network = false;
    question_.read_processes = nullptr;
}

Signs Trial::of_files(const FileTexts& files) const {
    if (scratch_.path().empty()) return {};
    const std::string folder = scratch_.path() + "/w";
    std::error_code failure;
    fs::remove_all(folder, failure);
    if (failure || !fs::create_directory(folder, failure)) return {};
    if (!write_files(folder, files).empty()) return {};
    return of_folder(folder);
}

Signs Trial::of_folder(const std::string& folder) const {
    Question question = question_;
    question.folder = folder;
    const auto facts = gather(question);
    if (facts.has_error()) return {};
    return signs_of(findings_of(*facts), id_, facts->folder);
}

}  // namespace doctor
