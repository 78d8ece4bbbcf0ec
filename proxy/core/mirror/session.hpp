// What the editor has told so far: all that a fresh server must be told again,
// but for the open documents (core/mirror/documents). Messages are read as gopls reads
// them (lsp/go_json). Pure.
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
    lsp::RequestId initialize_id;  ///< empty once it is answered
    /// The editor did not wait for the reply to `initialize` before it said `initialized`.
    bool initialized_early = false;
    WorkspaceFolders folders;
    Configuration configuration;

    /// Takes in `initialize`; its params are kept raw.
    void initialize_requested(lsp::RequestId id, std::string_view body);
    /// The first server's answer, the one that the editor goes by.
    void initialize_answered(std::string_view body);
    /// Takes in configuration, folders and trace among the editor's notifications, by raw params.
    void notified(lsp::MethodName method, std::string_view params);
    /// The server's `window/logMessage`, by raw params: gopls tells there of each view that it
    /// made.
    void message_logged(std::string_view params);

    /// By folder, the URI of a file in it.
    using Toggles = std::map<std::string, std::string, std::less<>>;
    /// gopls has carried out a command that toggles (lsp::command_toggles), with these raw params.
    /// Returns the folder, if it is switched on there now.
    std::optional<std::string> toggled(std::string_view params);
    /// Where it is switched on.
    const Toggles& toggles() const { return toggles_; }
    /// It is not, after all.
    void switched_off(std::string_view folder);
    /// gopls has made a view anew, by its `window/logMessage` with these raw params: the one before
    /// takes along what was switched on in it, but in the folders for which `stays` is true.
    void view_created(std::string_view params,
                      const std::function<bool(const std::string&)>& stays);

    const std::string& initialize_params() const { return initialize_params_; }
    /// Why a server with this initialize reply cannot stand in for the first one; empty if it can.
    std::string difference_from(std::string_view body) const;

    /// The notifications that bring a freshly initialized server up to date, framed.
    std::vector<std::string> catch_up() const;

    /// A capability of the client by JSON pointer, e.g. "/window/workDoneProgress".
    bool client_can(const std::string& pointer) const;

  private:
    /// gopls has been told `initialized`: before that it has no views, and takes no folders.
    bool takes_folders() const { return phase == Phase::kRunning || initialized_early; }

    std::string initialize_params_;
    nlohmann::json capabilities_;
    nlohmann::json first_result_;
    std::string set_trace_;
    Toggles toggles_;
};

}  // namespace core
