// What the editor has told so far: all that a fresh server must be told again,
// but for the open documents (core/mirror/documents). Messages are read as gopls reads
// them (lsp/go_json), and folders are taken as gopls takes them. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

    /// Takes in `initialize`; its params are kept raw.
    void initialize_requested(lsp::RequestId id, std::string_view body);
    /// The first server's answer, the one that the editor goes by.
    void initialize_answered(std::string_view body);
    /// Takes in configuration, folders and trace among the editor's notifications, by raw params.
    /// gopls without a folder takes that of the first document that is opened.
    void notified(lsp::MethodName method, std::string_view params);
    /// The server's `window/showMessage`, by raw params: gopls tells there which folders it could
    /// not make a view of, because they are not there or no go command runs.
    void message_shown(std::string_view params);
    /// The server's `window/logMessage`, by raw params: gopls tells there of each view that it
    /// made.
    void message_logged(std::string_view params);
    /// A server has dealt with all that it was told when the session began.
    void loaded();
    /// gopls has a view, as far as is known. Until then it may turn out that each document that is
    /// opened asks for one of its own folder.
    bool has_view_for_sure() const { return view_made_; }
    /// The editor's answer to a `workspace/configuration` with these params.
    void configuration_answered(std::string_view params, std::string_view body);

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
    /// A message for each folder, framed, that removes and adds it: gopls makes a new view
    /// (docs/gopls-facts.md, "Reloading without a restart"). Not one for all, since gopls stops at
    /// the first folder that it has no view of. Empty if the session has no folders.
    std::string reload_views() const;
    /// The same for a server that may have lost the view of a folder: each is removed in a message
    /// of its own, then all are added in one. Nothing must come between the messages.
    std::vector<std::string> restore_views() const;
    /// The folders as they are now, a JSON array (or null if there is none): those that gopls
    /// takes, whether it had them from the editor or from a document.
    std::string workspace_folders() const;

    /// Their paths.
    std::vector<std::string> folder_paths() const;

    /// gopls watches files by itself (its setting `fileWatcher`). It goes by `initialize` and by
    /// answers to unscoped questions; those about a folder do not count (server.Options).
    bool gopls_watches() const { return gopls_watches_; }
    /// GOWORK in gopls's setting `env`: the folder's that was last answered, else that of all;
    /// nothing if no setting names it.
    std::optional<std::string> go_work() const;

    /// A capability of the client by JSON pointer, e.g. "/window/workDoneProgress".
    bool client_can(const std::string& pointer) const;

  private:
    /// A workspace folder that gopls has a view of.
    struct Folder {
        std::string uri;  ///< as the editor spells it
        std::string name;
        std::string key;           ///< lsp::document_key: which one is to be removed
        std::uint64_t order = 0;   ///< in which they were added
        bool of_document = false;  ///< nobody named it
        bool failed = false;       ///< gopls has no view of it; a fresh one may get one
    };
    using Folders = std::map<std::string, Folder, std::less<>>;  // by clean path: one view each

    Folder* add_folder(std::string uri, std::string name);
    void add_folder_of_document(const std::string& path);
    bool has_view() const;
    /// gopls has been told `initialized`: before that it has no views, and takes no folders.
    bool takes_folders() const { return phase == Phase::kRunning || initialized_early; }
    void folders_changed(std::string_view params);
    void document_opened(std::string_view params);
    void settings_given(const nlohmann::json& settings, const nlohmann::json& scope);
    static std::vector<const Folder*> in_order(const Folders& folders);
    static std::string folders_message(const std::vector<const Folder*>& removed,
                                       const std::vector<const Folder*>& added);

    std::string initialize_params_;
    nlohmann::json capabilities_;
    nlohmann::json first_result_;
    Folders folders_;        // now
    Folders first_folders_;  // in initialize
    std::uint64_t folder_numbers_ = 0;
    // Of the first documents opened since the folders last changed: what gopls takes where it turns
    // out to have no view.
    std::vector<std::string> folders_of_documents_;
    bool view_made_ = false;
    struct Answer {
        std::string value;  // raw
        bool outdated = false;
    };
    std::map<std::string, Answer> configuration_;  // by item, dumped
    std::string did_change_configuration_;         // params of the last one
    // Of gopls's settings, read when they come: there may be a thousand answers.
    bool gopls_watches_ = false;
    std::optional<std::string> go_work_;
    std::map<std::string, std::string, std::less<>> folders_go_work_;  // by scopeUri
    std::string last_go_work_scope_;
    std::string set_trace_;
    Toggles toggles_;
};

}  // namespace core
