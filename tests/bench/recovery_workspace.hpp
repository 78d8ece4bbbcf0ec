// The workspaces of the recovery bench and the request in each: a small module, and a large one
// that every machine with Go has, Go's standard library.
#pragma once

#include <filesystem>
#include <string>

#include "support/editor.hpp"
#include "support/sandbox.hpp"

namespace bench {

struct Workspace {
    std::string name;
    std::filesystem::path folder;
    std::string uri;  ///< URI of the open document
    std::string text;
    support::Place asked;  ///< place of the definition request
    std::string answer;    ///< end of the URI of the only answer

    support::Json ask(support::Editor& editor) const;
    /// Waits for the answer. Throws TestFailure if it is a different one.
    void expect_answer(support::Editor& editor, const support::Json& id) const;
};

/// Returns the sandbox's module, which must have been written: one package, three files.
Workspace small_workspace(const support::Sandbox& sandbox);

/// Returns the installed standard library of the sandbox's Go, with net/http/server.go open: some
/// 350 packages. Nothing is written there.
Workspace large_workspace(const support::Sandbox& sandbox);

}  // namespace bench
