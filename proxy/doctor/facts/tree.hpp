// The files below the folder: modules, links, and subtrees without Go. A bounded walk that follows
// no link, as the go command.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace doctor {

struct Link {
    std::string path;    ///< absolute
    std::string target;  ///< resolved; empty if it leads nowhere
    bool to_folder = false;
    bool to_go = false;  ///< to a Go file, or to a folder that holds one
};

/// A subtree without a Go file, a module or a link.
struct Subtree {
    std::string path;  ///< relative to the folder
    std::size_t folders = 0;
    std::size_t files = 0;
};

struct Tree {
    bool answered = false;  ///< false: the file system did not answer in time
    bool complete = false;  ///< false: the walk ended at one of its limits
    std::string hanging;    ///< the folder that did not answer
    std::size_t folders = 0;
    std::size_t files = 0;
    std::size_t go_files = 0;
    std::vector<std::string> modules;     ///< folders with a go.mod, absolute, by name
    std::vector<std::string> work_files;  ///< go.work files, absolute
    std::vector<std::string> go_roots;    ///< top-level folders with Go files; "" = the folder
    std::vector<Link> links;              ///< to folders and to Go files
    std::vector<Subtree> without_go;      ///< the largest subtrees, largest first
};

/// The limits of a walk.
struct WalkLimits {
    std::chrono::milliseconds time{1500};
    std::size_t entries = 400'000;
};

/// Walks through `folder`. Leaves out `.git` and other hidden folders, and `node_modules`, as gopls
/// does. Blocking for little more than the time limit.
Tree walk(const std::string& folder, const WalkLimits& limits);

}  // namespace doctor
