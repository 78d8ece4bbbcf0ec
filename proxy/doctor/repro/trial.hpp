// A copy of a workspace in a temporary folder, examined to see whether it still shows a finding.
// Blocking.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/facts/gather.hpp"
#include "doctor/facts/scratch_folder.hpp"
#include "doctor/finding.hpp"
#include "doctor/repro/skeleton.hpp"

namespace doctor {

/// The findings of a copy that matter for another one.
struct Signs {
    /// The words of the findings of the kind in question, without folder and line numbers.
    std::vector<std::string> words;
    bool has_same_words = false;     ///< a smaller workspace must show the first of them
    std::set<std::string> troubles;  ///< the ids of all errors and warnings
};

/// Returns the signs of `id` among the findings in `folder`. Pure.
Signs signs_of(const Findings& findings, std::string_view id, const std::string& folder);

/// Returns whether the smaller workspace shows the first finding of the larger one, and no trouble
/// that this one has not. An error has the same words, and so has the reason of `load-errors`.
/// Other findings count and list things, of which fewer may be left. Pure.
bool shows_same(const Signs& larger, const Signs& smaller);

/// Writes the files below `folder`, which exists. Returns why it failed; empty if it did not.
std::string write_files(const std::string& folder, const FileTexts& files);

class Trial {
  public:
    /// `question` is that of the original examination.
    Trial(const Question& question, std::string_view id);

    /// Returns the signs in a temporary copy; without words if it could not be written or examined.
    Signs of_files(const FileTexts& files) const;
    /// Returns the signs in a folder.
    Signs of_folder(const std::string& folder) const;

  private:
    Question question_;
    std::string_view id_;
    ScratchFolder scratch_;
};

}  // namespace doctor
