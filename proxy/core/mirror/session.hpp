// The state of the LSP session as the editor has set it: all that a fresh server must be given
// again, except the open documents (core/mirror/documents). Messages are read as gopls reads them
// (lsp/go_json). Pure.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/mirror/configuration.hpp"
#include "core/mirror/workspace_folders.hpp"
#include "lsp/id.hpp"
#include "lsp/methods.hpp"

namespace core {

class Session {
  public:
    /// The life of the LSP session as the editor sees it (LSP 3.17, "Lifecycle Messages").
    enum class Phase { kNew, kInitializing, kInitialized, kRunning, kShutDown, kExited };

    Phase phase = Phase::kNew;
    lsp::RequestId initialize_id;  ///< empty once the request is answered
    /// The editor sent `initialized` without waiting for the reply to `initialize`.
    bool initialized_early = false;
    WorkspaceFolders folders;
    Configuration configuration;

    /// Records `initialize`. Its params are kept raw.
    void initialize_requested(lsp::RequestId id, std::string_view body);
    /// Records the first server's answer, which the editor follows from then on.
    void initialize_answered(std::string_view body);
    /// Records configuration, folders and trace from the editor's notifications, by raw params.
    void notified(lsp::MethodName method, std::string_view params);
    /// Records a server's `window/logMessage`, by raw params: gopls reports each view that it
    /// created there.
    void message_logged(std::string_view params);

    /// Maps each folder to the URI of a file in it.
    using Toggles = std::map<std::string, std::string, std::less<>>;
    /// Records that gopls has executed a toggling command (lsp::command_toggles) with these raw
    /// params. Returns the folder if the toggle is now on there.
    std::optional<std::string> toggled(std::string_view params);
    /// Returns the folders in which it is switched on.
    const Toggles& toggles() const { return toggles_; }
    /// Removes a folder in which it could not be switched on.
    void switched_off(std::string_view folder);
    /// Records that gopls has created a new view, by its `window/logMessage` with these raw params.
    /// Everything switched on in the old view is lost, except in the folders for which `stays` is
    /// true.
    void view_created(std::string_view params,
                      const std::function<bool(const std::string&)>& stays);

    const std::string& initialize_params() const { return initialize_params_; }
    /// Returns why a server with this initialize reply cannot replace the first one. Empty if it
    /// can.
    std::string difference_from(std::string_view body) const;

    /// Returns the notifications that bring a freshly initialized server up to date, framed.
    std::vector<std::string> catch_up() const;

    /// Whether the client has a capability, by JSON pointer, e.g. "/window/workDoneProgress".
    bool client_can(const std::string& pointer) const;

  private:
    /// Whether gopls has received `initialized`. Before that it has no views, and accepts no
    /// folders.
    bool takes_folders() const { return phase == Phase::kRunning || initialized_early; }

    std::string initialize_params_;
    nlohmann::json capabilities_;
    nlohmann::json first_result_;
    std::string set_trace_;
    Toggles toggles_;
};

}  // namespace core
