// Decides which files are deleted or refused, and which processes are ended first, with the
// reasons. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cli/clean/options.hpp"
#include "cli/clean/uses.hpp"
#include "io/held_entry.hpp"
#include "io/remove_tree.hpp"

namespace cli::clean {

/// A file or folder of a chosen kind.
struct Candidate {
    Kind kind = Kind::kGoplsCache;
    std::string path;  ///< without symbolic links in its folder
    bool exists = false;
    io::EntryFacts facts;  ///< of the entry that was examined, and no other
    /// Why it must not be deleted, whatever the user says; empty: nothing speaks against it.
    std::string unsafe;
    /// Why it stays, as an owner still uses it; empty: nobody owns it.
    std::string still_needed;
    /// It lies on a drive of Windows, whose programs this system does not show.
    bool is_on_windows_drive = false;
    io::TreeSize size;
    std::vector<Use> uses = {};
};

struct Item {
    enum class Decision {
        kDelete,
        kNothing,  ///< it does not exist
        kKeep,     ///< an owner still uses it; this is not a failure
        kRefuse,
    };
    Candidate candidate;
    Decision decision = Decision::kDelete;
    std::string reason = {};  ///< of `kDelete`: the use that `--force` ignores
};

/// Returns the name in JSON: "delete".
std::string_view name_of(Item::Decision decision);

struct Plan {
    std::vector<Item> items;
    /// Processes to end before the deletion, none twice.
    std::vector<Use> to_end;
    /// Proxies whose gopls uses a file: each is asked to park it for the time of the deletion.
    std::vector<int> to_park;

    bool has_refusals() const;
    bool deletes_anything() const;
    std::uint64_t bytes_to_delete() const;
};

/// `can_see_processes` is false where no process can be seen, so that a use cannot be ruled out.
/// `can_park` are the pids of the proxies that can be asked to park their gopls.
Plan make_plan(const Options& options, std::vector<Candidate> candidates, bool can_see_processes,
               const std::set<int>& can_park = {});

}  // namespace cli::clean
