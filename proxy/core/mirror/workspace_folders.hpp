// The workspace folders that gopls has a view of, taken as gopls takes them (docs/gopls-facts.md,
// "Loading"): from the editor, or from a document that is opened where there is no view. Pure.
//
// gopls says only after a while which folders it could make no view of, and what came in between
// depends on that. So what came last is kept, and counted anew when it tells.
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
    /// Takes the folders of `initialize`, by its raw params.
    void initialized(std::string_view params);
    /// Takes in a `workspace/didChangeWorkspaceFolders`, by its raw params.
    void changed(std::string_view params);
    /// Takes in a `textDocument/didOpen`, by its raw params: without a view gopls makes one of the
    /// document's folder.
    void document_opened(std::string_view params);

    /// The server's `window/showMessage`, by its raw params: gopls tells there which folders it
    /// could not make a view of, because they are not there or no go command runs.
    void message_shown(std::string_view params);
    /// gopls has made a view.
    void view_made() { view_made_ = true; }
    /// A server has dealt with all that it was told when the session began: it would have told by
    /// now of the folders that it could not load.
    void loaded();
    /// gopls has a view, as far as is known. Until then it may turn out that each document that is
    /// opened asks for one of its own folder.
    bool has_view_for_sure() const { return view_made_; }

    /// The folders as they are now, a JSON array (or null if there is none): those that gopls
    /// takes, whether it had them from the editor or from a document.
    std::string list() const;
    std::vector<std::string> paths() const;

    /// The notifications after which a server that was told of the folders in `initialize` has
    /// those of now, framed.
    std::vector<std::string> catch_up() const;
    /// A message for each folder, framed, that removes and adds it: gopls makes a new view
    /// (docs/gopls-facts.md, "Reloading without a restart"). Not one for all, since gopls stops at
    /// the first folder that it has no view of. Empty if the session has no folders.
    std::string reload() const;
    /// The same for a server that may have lost the view of a folder: each is removed in a message
    /// of its own, then all are added in one. Nothing must come between the messages.
    std::vector<std::string> restore() const;

  private:
    /// As the editor names it.
    struct Named {
        std::string uri;
        std::string name;
        bool failed = false;  ///< gopls has told that it has no view of it
    };
    struct Folder {
        std::string uri;
        std::string name;
        std::string key;           ///< lsp::document_key: which one is to be removed
        std::uint64_t order = 0;   ///< in which they were added
        bool of_document = false;  ///< nobody named it
        bool failed = false;       ///< gopls has no view of it; a fresh one may get one
    };
    using Folders = std::map<std::string, Folder, std::less<>>;  // by clean path: one view each
    /// What gopls was told, in its order.
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
