// The gate on a standby's output: what it asks is answered from what the editor
// answered before, what it says is held or dropped (docs/design.md, "Standby"). The
// editor hears nothing of it.
#pragma once

#include <string>
#include <string_view>

#include "core/mirror/session.hpp"
#include "core/view/diagnostics.hpp"
#include "core/view/progress.hpp"
#include "core/view/registrations.hpp"
#include "lsp/envelope.hpp"

namespace core {

/// What one server has put before the editor, or would have, were its gate open.
struct Voice {
    Progress progress;
    ServerRegistrations registrations;
    HeldDiagnostics held;
};

/// Answers a request of a gated server; a whole frame.
std::string answer_behind_gate(const lsp::Envelope& envelope, std::string_view body,
                               const Session& session, Voice& voice);
/// Takes in a notification of a gated server.
void hold_behind_gate(const lsp::Envelope& envelope, std::string_view body, std::string_view frame,
                      Voice& voice);

}  // namespace core
