// A page of the documentation with a table that is made from the one in the program:
//
//     PROGRAM PAGE            writes the table between the two marks of the page
//     PROGRAM --check PAGE    exits with 1, and says what to run, if it is another
#pragma once

#include <string>
#include <vector>

namespace docs {

struct Table {
    std::string name;    ///< of the marks: `<!-- NAME: begin -->`
    std::string source;  ///< the file that has the table of the program
    std::string text;
};

/// The same text as code, or nothing.
std::string code(const std::string& text);
/// A row of a table in Markdown.
std::string row(const std::vector<std::string>& cells);

/// Does what the arguments say; the exit code.
int keep(const Table& table, int argc, char* argv[]);

}  // namespace docs
