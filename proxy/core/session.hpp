// What the editor has told so far: all that a fresh server must be told again,
// but for the open documents (core/documents). Pure.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/id.hpp"

namespace core {

class Session {
  public:
    /// The life of the LSP session as the editor sees it (LSP 3.17, "Lifecycle Messages").
    enum class Phase { kNew, kInitializing, kInitialized, kRunning, kShutDown, kExited };

    Phase phase = Phase::kNew;
    lsp::RequestId initialize_id;

    /// Takes in `initialize`; its params are kept raw.
    void initialize_requested(lsp::RequestId id, std::string_view body);
    /// The first server's answer, the one that the editor goes by.
    void initialize_answered(std::string_view body);
    /// Notes configuration, folders and trace among the editor's notifications, by raw params.
    void notified(std::string_view method, std::string_view params);
    /// The editor's answer to a `workspace/configuration` with these params.
    void configuration_answered(std::string_view params, std::string_view body);

    const std::string& initialize_params() const { return initialize_params_; }
    /// Why a server with this initialize reply cannot stand in for the first one; empty if it can.
    std::string difference_from(std::string_view body) const;

    /// The answer to `workspace/configuration` as the editor last gave it: item by item, null for
    /// what it never answered. Nothing if none of the items is known.
    std::optional<std::string> known_configuration(std::string_view params) const;
    /// The same, as long as it is what the editor would say now: nothing once the editor has told
    /// of a change (`workspace/didChangeConfiguration`) and has not been asked since.
    std::optional<std::string> current_configuration(std::string_view params) const;
    /// An array of as many nulls as items were asked for.
    static std::string null_configuration(std::string_view params);

    /// The notifications that bring a freshly initialized server up to date, framed.
    std::vector<std::string> catch_up() const;
    /// One message that removes and adds every folder: gopls makes new views (gopls-facts,
    /// "Reloading without a restart"). Empty if the session has no folders.
    std::string reload_views() const;
    /// The folders as they are now, a JSON array (or null if the editor has none).
    std::string workspace_folders() const;

    /// Their paths; a folder that is no file is left out.
    std::vector<std::string> folder_paths() const;

    /// A capability of the client by JSON pointer, e.g. "/window/workDoneProgress".
    bool client_can(const std::string& pointer) const;

  private:
    std::string initialize_params_;
    nlohmann::json capabilities_;
    nlohmann::json first_result_;
    std::vector<nlohmann::json> folders_;        // now
    std::vector<nlohmann::json> first_folders_;  // in initialize
    struct Answer {
        std::string value;  // dumped
        bool outdated = false;
    };
    std::map<std::string, Answer> configuration_;  // by item, dumped
    std::string did_change_configuration_;         // params of the last one
    std::string set_trace_;
};

}  // namespace core
