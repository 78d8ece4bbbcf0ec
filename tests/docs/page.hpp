// A page of the documentation with a table that is generated from a table in the program:
//
//     PROGRAM PAGE            writes the table between the two marks of the page
//     PROGRAM --check PAGE    exits with 1 if the tables differ, and prints the command to run
#pragma once

#include <string>
#include <vector>

namespace docs {

struct Table {
    std::string name;    ///< the NAME in the marks `<!-- NAME: begin -->`
    std::string source;  ///< the source file with the program's table
    std::string text;
};

/// Returns the text as code; empty if it is empty.
std::string code(const std::string& text);
/// Returns a row of a Markdown table.
std::string row(const std::vector<std::string>& cells);

/// Does what the arguments say and returns the exit code.
int keep(const Table& table, int argc, char* argv[]);

}  // namespace docs
