// The parts of Go files, go.mod and go.work that a bug report may need. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

/// Returns the package clause and the imports of a Go file: no comments, no names of imports, and
/// no code. Imports are blank (`import _ "fmt"`) so that the file compiles. Empty if the text has
/// no package clause.
std::string go_skeleton(std::string_view text);

/// Returns a go.mod or go.work without comments, except `// indirect`.
std::string without_comments(std::string_view text);

/// Paths as they are written in a file, and those that replace them.
using Renamed = std::map<std::string, std::string, std::less<>>;

/// Returns go.mod, go.work or modules.txt with other paths. Only whole words are replaced.
std::string with_paths(std::string_view text, const Renamed& renamed);

/// Returns the lines of a text, each with its newline.
std::vector<std::string> lines_of(std::string_view text);

/// Returns the same with each block (`require (` to `)`) as one element.
std::vector<std::string> directives_of(std::string_view text);

}  // namespace doctor
