// go.mod, go.work and go.sum, as the go command's own parser sees them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doctor/finding.hpp"

namespace doctor {

/// Why a file does not parse: the go command's words.
struct SyntaxError {
    Place place;
    std::string words;
};

struct Requirement {
    std::string path;
    std::string version;
    bool indirect = false;
};

struct Replacement {
    std::string path;         ///< of the replaced module
    std::string version;      ///< empty: every version
    std::string new_path;     ///< a folder, or the path of a module
    std::string new_version;  ///< empty for a folder
    /// Returns whether the replacement is a folder of this machine.
    bool is_local() const;
};

/// The state of a folder that replaces a module.
struct ReplaceTarget {
    std::string folder;  ///< absolute
    bool exists = false;
    bool has_go_mod = false;
    std::string module;  ///< the path that its go.mod declares
    bool of_other_repository = false;
    std::string commit;  ///< abbreviated; empty without git
    bool dirty = false;  ///< has changes that are not committed
};

struct Module {
    std::string folder;  ///< absolute
    std::string path;    ///< `example.com/app`; empty if go.mod does not parse
    std::string go;      ///< of the go line: `1.26`
    std::string toolchain;
    std::vector<Requirement> requirements;
    std::vector<Replacement> replacements;
    std::vector<ReplaceTarget> targets;  ///< of the local ones among them, in their order
    std::vector<SyntaxError> errors;
    std::string text;         ///< of go.mod
    bool has_vendor = false;  ///< vendor/modules.txt exists
    /// The go command's words about a vendor folder that does not match; empty if it matches.
    std::string vendor_error;
    std::vector<SyntaxError> sum_errors;  ///< in go.sum
    /// The go command's words about a file that parses and that it refuses; empty if it does not.
    std::string refusal;

    std::string file() const { return folder + "/go.mod"; }
};

struct WorkUse {
    std::string written;  ///< as in the file
    std::string folder;   ///< absolute
    bool has_go_mod = false;
    /// Without a go.mod: something is there all the same, such as a link that leads nowhere.
    bool is_blocked = false;
};

struct WorkFile {
    std::string file;  ///< absolute
    std::string go;
    std::string toolchain;
    std::vector<WorkUse> uses;
    std::vector<Replacement> replacements;
    std::vector<ReplaceTarget> targets;
    std::vector<SyntaxError> errors;
    std::string text;
    bool has_vendor = false;
    std::string vendor_error;
    std::vector<SyntaxError> sum_errors;  ///< in go.work.sum
    std::string refusal;

    std::string folder() const;
    /// Returns whether each of its folders has a go.mod and is used once.
    bool is_complete() const;
};

/// A module's version in the workspace and in one of its modules alone.
struct VersionChange {
    std::string module;  ///< of the workspace
    std::string dependency;
    std::string alone;         ///< `v1.2.0`, or `v1.2.0 => ../fork`
    std::string in_workspace;  ///< the same with go.work
};

/// Returns the errors in the words of `go mod edit -json` or `go work edit -json`, which has read
/// `file`. Pure.
std::vector<SyntaxError> syntax_errors(std::string_view words, const std::string& file);

/// Returns the errors of a go.sum: conflict markers, lines that are not three words, two
/// hashes of one version. The go command has no parser to ask. Pure.
std::vector<SyntaxError> errors_in_sum(std::string_view text, const std::string& file);

/// Return the module or the workspace for the output of these commands. Pure.
Module read_module(std::string_view json, const std::string& folder);
WorkFile read_work_file(std::string_view json, const std::string& file);

/// Returns the line of `text` on which `needle` stands as a word; 0 if there is none. `from` is the
/// number of earlier lines to skip. Pure.
int line_of(std::string_view text, std::string_view needle, int from = 0);

}  // namespace doctor
