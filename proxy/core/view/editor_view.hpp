// The state of the editor: what it has been shown and asked, so that a switch leaves no remains
// there, and the proxy's own messages to it. It never depends on an answer of the editor.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/turn.hpp"
#include "core/view/diagnostics.hpp"
#include "core/view/gate.hpp"
#include "core/view/registrations.hpp"
#include "core/view/server_requests.hpp"
#include "core/view/shown_progress.hpp"

namespace core {

class EditorView {
  public:
    ServerRequests server_requests;
    EditorRegistrations registrations;
    ShownDiagnostics diagnostics;
    ShownProgress progress;

    /// Records what a server registers or unregisters. Returns its params if they have to change
    /// for the editor, empty if the editor need not know, nothing if they pass unchanged.
    std::optional<std::string> registration(Generation generation, const lsp::Envelope& envelope,
                                            std::string_view body);
    /// Opens a server's gate: updates registrations, progress and diagnostics from the editor's
    /// state to the server's.
    void hand_over(Generation generation, GatedOutput& server, Turn& turn);
    /// Clears the diagnostics that only an older server reported, once this one has gone quiet.
    void clear_stale_diagnostics(Generation generation, Turn& turn);

    /// Writes a line to the editor's own log, and to the proxy's.
    static void log_message(const std::string& text, Turn& turn);
    /// Shows a message that a person has to act on or know. Everything else goes to the editor's
    /// log.
    static void show_message(const std::string& text, Turn& turn);
    /// Shows which settings were ignored.
    static void show_notices(Turn& turn);

  private:
    void refresh(Turn& turn);
};

}  // namespace core
