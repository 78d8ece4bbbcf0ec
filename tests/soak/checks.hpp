// What must hold however a soak goes: the server's text is the editor's, the proxy has grown by
// nothing, and nothing of it is left when it has ended. Each throws TestFailure.
#pragma once

#include <sys/types.h>

#include "soak/desk.hpp"
#include "soak/requests.hpp"
#include "soak/tally.hpp"
#include "support/sandbox.hpp"

namespace soak {

/// Of every open document, each of which is valid Go: formatting it gives what gofmt makes of the
/// editor's text, and its symbols stand where the editor's text has them.
void expect_same_texts(const Desk& desk, Requests& requests, const support::Sandbox& sandbox,
                       Tally& tally);

/// Of a process that is alive.
Footprint footprint(pid_t pid);

/// Waits until the proxy has no more descriptors open than at the start: an old server may just be
/// ending.
void expect_descriptors(Desk& desk, std::size_t at_start);

/// That memory has not grown with the length of the session. Not of a build with a sanitizer.
void expect_flat(const Tally& tally);

/// After the end: no temporary file but those of goplses and go commands that were killed, and no
/// cache generation but the last one and young ones (docs/design.md, "Caches").
void expect_tidy(const support::Sandbox& sandbox);

/// Verdicts in the proxy's log, and what of it has been rotated away.
void count_verdicts(const support::Sandbox& sandbox, Tally& tally);

}  // namespace soak
