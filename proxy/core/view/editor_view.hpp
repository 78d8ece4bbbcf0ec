// What the editor has been shown and asked, so that a switch leaves nothing behind there, and what
// the proxy itself says to it. It never depends on the editor answering.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/turn.hpp"
#include "core/view/asked.hpp"
#include "core/view/diagnostics.hpp"
#include "core/view/gate.hpp"
#include "core/view/registrations.hpp"
#include "core/view/shown_progress.hpp"

namespace core {

class EditorView {
  public:
    AskedEditor asked;
    EditorRegistrations registrations;
    ShownDiagnostics diagnostics;
    ShownProgress progress;

    /// Keeps track of what a server (un)registers: its params if they have to change for the
    /// editor, empty if it need not hear of it, nothing if they go on as they are.
    std::optional<std::string> registration(Generation generation, const lsp::Envelope& envelope,
                                            std::string_view body);
    /// A server's gate opens: registrations, progress and diagnostics are brought from what the
    /// editor holds to what the server has.
    void hand_over(Generation generation, Voice& server, Turn& turn);
    /// The server has gone quiet: what only an older one had reported is gone.
    void clear_stale_diagnostics(Generation generation, Turn& turn);

    /// A line in the editor's own log, and in the proxy's.
    static void log_message(const std::string& text, Turn& turn);
    /// For what a person has to do or know; everything else goes to the editor's log.
    static void show_message(const std::string& text, Turn& turn);
    /// What was left out of the settings.
    static void show_notices(Turn& turn);

  private:
    void refresh(Turn& turn);
};

}  // namespace core
