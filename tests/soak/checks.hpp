// Invariants of a soak: the server's texts are the editor's, the proxy does not grow, and nothing
// of it is left after its end. Each check throws TestFailure.
#pragma once

#include <sys/types.h>

#include "soak/desk.hpp"
#include "soak/requests.hpp"
#include "soak/tally.hpp"
#include "support/sandbox.hpp"

namespace soak {

/// Checks every open document, each of which must be valid Go: formatting it equals gofmt of the
/// editor's text, and its symbols have the positions of the editor's text.
void expect_same_texts(const Desk& desk, Requests& requests, const support::Sandbox& sandbox,
                       Tally& tally);

/// Returns the footprint of a living process.
Footprint footprint(pid_t pid);

/// Waits until the proxy has at most as many descriptors open as at the start. An old server may
/// still be ending.
void expect_descriptors(Desk& desk, std::size_t at_start);

/// Checks that memory has not grown with the length of the session. Does nothing in a sanitized
/// build.
void expect_flat(const Tally& tally);

/// Checks after the end that no temporary files are left, except those of killed gopls and go
/// processes, and no cache generations, except the last and young ones (docs/design.md, "Caches").
void expect_tidy(const support::Sandbox& sandbox);

/// Counts the verdicts in the proxy's log, rotated files included.
void count_verdicts(const support::Sandbox& sandbox, Tally& tally);

}  // namespace soak
