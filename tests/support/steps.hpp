// Steps that many integration tests begin or end with.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "support/editor.hpp"
#include "support/proxied.hpp"
#include "support/sandbox.hpp"
#include "support/target.hpp"

namespace steps {

using support::Editor;
using support::Json;
using support::Sandbox;

inline constexpr std::size_t kMiB = std::size_t{1} << 20;

std::string main_uri(const Sandbox& sandbox);
/// The pid of the real gopls; throws TestFailure unless there is exactly one.
pid_t only_gopls(const Sandbox& sandbox);

/// Starts an editor on the sandbox's module with main.go open; waits for nothing.
std::unique_ptr<Editor> open_main(const Sandbox& sandbox, const support::ChildOptions& options);
/// The same, and the server has loaded: its first definition was right.
std::unique_ptr<Editor> settle(const Sandbox& sandbox, const support::ChildOptions& options);

/// Asks where `greeting` in `main` is defined; the id.
Json ask_definition(Editor& editor, const std::string& uri);
/// That answer is the line where the editor's own text, unsaved as it may be, has it.
void expect_definition(Editor& editor, const std::string& uri, const Json& id);
/// Puts lines in front of `greeting` that are not on disk, and asks.
Json edit_and_ask(Editor& editor, const std::string& uri);

/// Formats the document and throws TestFailure unless the answer can only have come from
/// exactly the editor's text: `gofmt` of it.
void expect_same_text(Editor& editor, const Sandbox& sandbox, const std::string& uri);

/// One session with the fake: initialized, one document open, all of its start answered.
std::unique_ptr<Editor> settle_fake(const Sandbox& sandbox, const support::ChildOptions& options);
std::string fake_uri(const Sandbox& sandbox);
/// Asks the fake to hover over `target` in its document; the id.
Json ask_hover(Editor& editor, const Sandbox& sandbox);
/// The number of the fake that gave this hover.
int process_of(const Json& hover);

/// Ends the session in good order: exit code 0, a reply to everything, nothing broken.
void finish(Editor& editor);

}  // namespace steps
