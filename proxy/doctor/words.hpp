// Parts of sentences. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace doctor {

/// Returns "a, b and c"; of more than `most` the first ones and "3 more".
std::string listed(const std::vector<std::string>& words, std::size_t most = 5);

/// Returns the parts of a list between any of `separators`, without blanks around them and without
/// empty ones.
std::vector<std::string> split_at(std::string_view list, std::string_view separators);

/// Returns "1 module", "2 modules".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// Returns a path or a value as one word for a shell: unchanged, or in single quotes.
std::string shell_word(std::string_view text);

/// Returns the command line of a program for a shell.
std::string command_line(const std::vector<std::string>& argv);

/// Returns the command as it is typed for another working folder: `cd FOLDER && COMMAND`.
std::string command_in(const std::string& folder, const std::string& command);

/// Returns whether `path` is `folder` or below it.
bool is_within(std::string_view path, std::string_view folder);

/// Returns `path` relative to `folder`, as `./a` or `../b`: the way go.work spells it.
std::string relative_to(const std::string& path, const std::string& folder);

}  // namespace doctor
