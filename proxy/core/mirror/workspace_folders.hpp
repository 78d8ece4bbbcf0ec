// The workspace folders for which gopls has a view, by gopls's rules (docs/gopls-facts.md,
// "Loading"). They come from the editor, or from a document opened while there is no view. Pure.
//
// gopls reports only later for which folders it could not create a view, and events in between
// depend on that. The newest events are therefore kept, and applied again after such a report.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace core {

class WorkspaceFolders {
  public:
    /// Records the folders of `initialize`, by its raw params.
    void initialized(std::string_view params);
    /// Records a `workspace/didChangeWorkspaceFolders`, by its raw params.
    void changed(std::string_view params);
    /// Records a `textDocument/didOpen`, by its raw params: without a view gopls creates one for
    /// the folder of the document.
    void document_opened(std::string_view params);

    /// Records a server's `window/showMessage`, by its raw params. gopls reports there for which
    /// folders it could not create a view, because they do not exist or no go command runs.
    void message_shown(std::string_view params);
    /// Records that gopls has created a view.
    void view_made() { view_made_ = true; }
    /// Records that a server has processed all initial messages: by now it would have reported the
    /// folders that it could not load.
    void loaded();
    /// Whether gopls certainly has a view. Until then each opened document may turn out to need one
    /// for its own folder.
    bool has_view_for_sure() const { return view_made_; }

    /// Returns the current folders that gopls accepts, from the editor or from a document, as a
    /// JSON array (or null without any).
    std::string list() const;
    std::vector<std::string> paths() const;

    /// Returns the notifications that bring a server from the folders of `initialize` to the
    /// current ones, framed.
    std::vector<std::string> catch_up() const;
    /// Returns a framed message for each folder that removes and adds it, so that gopls creates a
    /// new view (docs/gopls-facts.md, "Reloading without a restart"). It is not one message for
    /// all, since gopls stops at the first folder without a view. Empty if the session has no
    /// folders.
    std::string reload() const;
    /// Returns the same for a server that may have lost the view of a folder. Each folder is
    /// removed in a separate message, then all are added in one. No other message may come in
    /// between.
    std::vector<std::string> restore() const;

  private:
    /// A folder as the editor names it.
    struct Named {
        std::string uri;
        std::string name;
        bool failed = false;  ///< gopls has reported that it has no view of it
    };
    struct Folder {
        std::string uri;
        std::string name;
        std::string key;           ///< lsp::document_key, which identifies the folder to remove
        std::uint64_t order = 0;   ///< the order of adding
        bool of_document = false;  ///< derived from a document: the editor did not name it
        bool failed = false;       ///< gopls has no view of it; a fresh one may get one
    };
    using Folders = std::map<std::string, Folder, std::less<>>;  // by clean path: one view each
    /// A message to gopls that changes folders.
    struct Event {
        std::vector<Named> removed;
        std::vector<Named> added;
        bool of_document = false;  ///< `added` is its folder, and counts only without a view
    };
    struct State {
        Folders folders;
        std::uint64_t numbers = 0;

        bool has_view() const;
        void apply(const Event& event);
        void add(const Named& named, bool of_document);
    };

    void took(Event event);
    bool failed(std::string_view text);
    static std::vector<Named> named_in_initialize(std::string_view params);
    static std::vector<const Folder*> in_order(const Folders& folders);
    static std::string message(const std::vector<const Folder*>& removed,
                               const std::vector<const Folder*>& added);

    Folders first_;  ///< in `initialize`
    State before_;   ///< the events that are kept
    std::deque<Event> events_;
    State now_;
    bool view_made_ = false;
};

}  // namespace core
