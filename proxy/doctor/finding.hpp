// One finding of `gopls-proxy doctor`, and the kinds of them. Values only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/environment.hpp"
#include "editors/change.hpp"

namespace doctor {

struct Facts;

/// The part of a set-up that a finding is about.
enum class Area { kTools, kEnvironment, kWorkspace, kEditors, kMachine, kNetwork, kLog };

enum class Severity {
    kError,    ///< gopls cannot work, or reports correct code as broken
    kWarning,  ///< gopls works, and does something that was probably not intended
    kNote,     ///< may be intended, and explains what gopls does
};

/// How sure the doctor is that the finding is a fault.
enum class Confidence {
    kCertain,   ///< a program said so, or a file shows it
    kLikely,    ///< almost always a fault
    kPossible,  ///< often a fault, often intended
};

/// A place in a file.
struct Place {
    std::string file;  ///< an absolute path
    int line = 0;      ///< from 1; 0: the whole file
};

/// A setting that `--fix` removes from a file of JSON with comments, after a backup.
struct Removal {
    std::string file;  ///< absolute
    editors::Keys keys;
    editors::Json value;  ///< another one by now is left alone
};

/// What `--fix` does: it runs a command, or removes a setting.
struct Fix {
    std::vector<std::string> argv = {};  ///< the first word is a name on PATH, or an absolute path
    std::string folder = {};             ///< the working folder, absolute
    std::string undo = {};               ///< the command that reverses it; may be empty
    bool downloads = false;              ///< may use the network, and takes its time
    std::optional<Removal> removal = {};
};

/// Returns the fix as a command, or as words for a person: `remove gopls.newDiff from /…`.
std::string words_for(const Fix& fix);

struct Finding {
    std::string_view id = {};             ///< of its kind; `examine` sets it
    Severity severity = Severity::kNote;  ///< of its kind; `examine` sets it
    Confidence confidence = Confidence::kCertain;
    std::string seen;  ///< a sentence: the cause, with names and values
    std::string why;   ///< a sentence: the effect
    /// Commands and settings, each of which mends it. A command may have a comment behind `  # `.
    std::vector<std::string> mend = {};
    std::optional<Place> place = {};
    std::optional<Fix> fix = {};
    /// Commands that an expert would run next, with a comment behind `  # `; `examine` sets them.
    std::vector<std::string> next = {};
};

using Findings = std::vector<Finding>;

/// A kind of finding. Add one by a function in `checks/` and a row in kinds.cpp.
struct Kind {
    std::string_view id;  ///< part of the interface: scripts select findings by it
    Area area = Area::kTools;
    Severity severity = Severity::kNote;
    std::string_view meaning;  ///< for docs/doctor.md, in Markdown
    std::string_view fix;      ///< the action of `--fix`, in Markdown; empty: none
    /// Returns the findings of this kind. Pure.
    Findings (*check)(const Facts&) = nullptr;
};

std::string_view name_of(Area area);
std::string_view name_of(Severity severity);
std::string_view name_of(Confidence confidence);

}  // namespace doctor
