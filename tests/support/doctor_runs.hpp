// Runs `gopls-proxy doctor` in a sandbox, as a user would, and reads its JSON.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/conformance.hpp"
#include "support/sandbox.hpp"

namespace support {

/// One examination. Its JSON has been checked against the schema.
struct Examined {
    int code = -1;  ///< the exit code
    Json json;
    std::string errors;  ///< its stderr

    bool has(const std::string& id) const;
    /// The first finding of this kind; throws TestFailure with all findings if there is none.
    const Json& finding(const std::string& id) const;
    /// The line of that finding's place; 0 without one.
    int line(const std::string& id) const;
    /// All findings, one a line, for failure messages.
    std::string describe() const;
};

/// Returns whether a text of an examination contains these words.
bool says(const std::string& text, const std::string& words);

/// Makes the sandbox one in which the doctor finds no errors and warnings: the real gopls, and a
/// module proxy that is a folder.
void prepare_for_doctor(Sandbox& sandbox);

/// The command line of the doctor for a folder of the sandbox, with a generous time limit.
ChildOptions doctor_options(const Sandbox& sandbox, const std::string& folder,
                            const std::vector<std::string>& more = {});

/// Examines `folder`, relative to the sandbox. Throws TestFailure unless it prints JSON.
Examined examine(const Sandbox& sandbox, const std::string& folder,
                 const std::vector<std::string>& more = {});
/// The same for a command line made by `doctor_options`.
Examined examined(const ChildOptions& options);

/// Adds a version of a module to the sandbox's module proxy. `files` are its files by name.
void publish(const Sandbox& sandbox, const std::string& module, const std::string& version,
             const std::map<std::string, std::string>& files);

/// Runs a program in a folder of the sandbox; throws TestFailure if it fails.
std::string run_in(const Sandbox& sandbox, const std::string& folder,
                   const std::vector<std::string>& argv);

/// The names and contents of all files below a folder of the sandbox.
std::map<std::string, std::string> files_in(const Sandbox& sandbox, const std::string& folder);

}  // namespace support
