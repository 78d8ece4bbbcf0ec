// What `setup` added to settings files, so that `--undo` removes exactly that. A file in the
// proxy's state folder. Blocking.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cli/setup/names.hpp"

namespace cli::setup {

/// One addition to one file.
struct Entered {
    std::string editor;  ///< its id
    std::string file;
    Format format = Format::kJson;
    bool created = false;  ///< the file did not exist before
    std::string backup;    ///< empty if there is none
    Addition addition;
};

using Entries = std::vector<Entered>;

/// Returns the entries as JSON, and reads them. Unknown or broken entries are an error, for they
/// would be lost with the next entry.
std::string to_text(const Entries& entries);
boost::system::result<Entries, Failure> entries_from(std::string_view text);

/// Returns the entries of the file; none if it does not exist.
boost::system::result<Entries, Failure> read_journal(const std::string& path);

/// Writes the file, whole or not at all; deletes it if there are no entries.
boost::system::result<void, Failure> write_journal(const std::string& path, const Entries& entries);

/// Returns the entry for an editor and a file, or null.
const Entered* entry_for(const Entries& entries, std::string_view editor, std::string_view file);

/// Returns the entries without the one for an editor and a file.
Entries without_entry(Entries entries, std::string_view editor, std::string_view file);

}  // namespace cli::setup
