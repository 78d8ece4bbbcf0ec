// The gate on a standby's output. Its requests are answered from the editor's earlier answers, its
// notifications are held or dropped (docs/design.md, "Standby"). None of it reaches the editor.
#pragma once

#include <string>
#include <string_view>

#include "core/mirror/session.hpp"
#include "core/view/diagnostics.hpp"
#include "core/view/progress.hpp"
#include "core/view/registrations.hpp"
#include "lsp/envelope.hpp"

namespace core {

/// The output of one server that the editor has seen, or would have seen with an open gate.
struct GatedOutput {
    Progress progress;
    ServerRegistrations registrations;
    HeldDiagnostics held;
};

/// Returns the answer to a request of a gated server; a whole frame.
std::string answer_behind_gate(const lsp::Envelope& envelope, std::string_view body,
                               const Session& session, GatedOutput& voice);
/// Records a notification of a gated server.
void hold_behind_gate(const lsp::Envelope& envelope, std::string_view body, std::string_view frame,
                      GatedOutput& voice);

}  // namespace core
