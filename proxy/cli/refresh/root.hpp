// The places in which the go commands of a refresh run: a module, or a workspace with its modules.
// Values; find_roots.hpp reads them.
#pragma once

#include <string>
#include <vector>

#include "doctor/facts/modules.hpp"

namespace cli::refresh {

/// A module without go.work, or a go.work with all its modules. Paths are absolute.
struct Root {
    std::string folder;     ///< of go.work, else of go.mod
    std::string work_file;  ///< go.work; empty: a single module
    /// The folders of its modules: those that go.work uses, or `folder` alone.
    std::vector<std::string> modules = {};
    bool is_vendored = false;     ///< vendor/modules.txt exists in `folder`
    std::string go_version = {};  ///< "go1.26.8"; empty if unknown
    std::string mod_cache = {};   ///< GOMODCACHE
    /// The `replace` lines of go.mod, or of go.work and all its modules.
    struct Replace {
        std::string file;  ///< the file that has it
        ::doctor::Replacement replacement;
    };
    std::vector<Replace> replacements = {};
};

/// The roots of the folders of a user, and the folders without any.
struct Roots {
    std::vector<Root> roots;
    /// Why a folder has no root, one sentence each.
    std::vector<std::string> problems;
};

}  // namespace cli::refresh
