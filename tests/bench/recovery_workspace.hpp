// What an editor has open while gopls is harmed, and the question that it asks: a small module, and
// a large one that every machine with a Go has, Go's own standard library.
#pragma once

#include <filesystem>
#include <string>

#include "support/editor.hpp"
#include "support/sandbox.hpp"

namespace bench {

struct Workspace {
    std::string name;
    std::filesystem::path folder;
    std::string uri;  ///< of the open document
    std::string text;
    support::Place asked;  ///< where a definition is asked for
    std::string answer;    ///< how the URI of the one answer ends

    support::Json ask(support::Editor& editor) const;
    /// Waits for the answer. Throws TestFailure if it is another.
    void expect_answer(support::Editor& editor, const support::Json& id) const;
};

/// The sandbox's module, which must be written: one package, three files.
Workspace small_workspace(const support::Sandbox& sandbox);

/// The standard library of the sandbox's Go where it is installed, opened at net/http/server.go:
/// some 350 packages. Nothing is written there.
Workspace large_workspace(const support::Sandbox& sandbox);

}  // namespace bench
