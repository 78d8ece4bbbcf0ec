// What the proxy knows about methods and commands, as one table.
//
// Facts about gopls only; core decides how to use them. A lookup allocates nothing.
#pragma once

#include <string_view>
#include <vector>

namespace lsp {

/// Properties of a method that decide how its requests are treated.
struct MethodTraits {
    /// A read without side effects: it may be sent once more to a fresh server.
    bool pure_read = false;
    /// gopls handles it beside its serial queue, so it is never the head
    /// (pull diagnostics; docs/gopls-facts.md, "Queue"). `workspace/executeCommand` depends on
    /// its command: see `command_runs_aside`.
    bool aside = false;
    /// A jump or a hover: somebody is waiting with the hand on the mouse (slow after 150 ms).
    bool interactive = false;
    /// A notification by the specification. gopls goes by the method alone: where it has an id, it
    /// does the same and answers.
    bool notification = false;
};

/// Traits of an LSP method; an unknown one has none.
MethodTraits traits(std::string_view method);

/// Whether it is a method of LSP or gopls that an editor sends.
bool is_known(std::string_view method);

/// All of these, in the order of their bytes.
std::vector<std::string_view> known_methods();

/// The static spelling of a method that stands in a message with JSON escapes;
/// empty if it is not a method of LSP or gopls.
std::string_view known_method(std::string_view escaped);

/// gopls commands that run beside its queue: run_tests, the vulncheck ones.
bool command_runs_aside(std::string_view command);

/// gopls commands that switch something on or off in a view, for the folder of the file that is
/// their argument: gc_details.
bool command_toggles(std::string_view command);

}  // namespace lsp
