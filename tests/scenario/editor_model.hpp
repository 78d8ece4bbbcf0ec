// An editor without a window: it asks, types, answers what it is asked, and
// checks everything it is told against what an editor may be told.
//
// It fails the test on a reply to nothing, a second reply, a progress that was
// not created, begins or ends twice or outlives the request that gave its token,
// a registration id that is live already or given up without being so.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/text.hpp"
#include "scenario/text_model.hpp"
#include "scenario/wire.hpp"

namespace scenario {

class Editor {
  public:
    /// `send` hands bytes to the proxy, at once.
    explicit Editor(std::function<void(std::string_view)> send);

    // What it does.
    /// Sends a request and returns its id.
    int asks(std::string_view method, const json& params = json::object());
    void cancels(int id) { notifies("$/cancelRequest", {{"id", id}}); }
    void notifies(std::string_view method, const json& params = json::object());
    /// Whole frames, of whatever content.
    void sends(std::string_view bytes);
    /// Bytes that need not be frames.
    void sends_raw(std::string_view bytes);
    int initializes();
    void opens(const std::string& uri, const std::string& text, const std::string& language = "go");
    /// Types `text` in place of the range; the version goes up by one.
    void types(const std::string& uri, lsp::Range range, const std::string& text);
    void replaces_text(const std::string& uri, const std::string& text);
    void closes(const std::string& uri);

    /// Leaves requests with this method unanswered until `answers`.
    void leaves_open(std::string_view method) { left_open_.emplace(method); }
    /// Answers the oldest open request with this method.
    void answers(std::string_view method, const json& result);
    void refuses(std::string_view method);

    // What it was told.
    /// The reply to a request; fails the test when there is none.
    const Message& reply(int id) const;
    bool has_reply(int id) const { return replies_.contains(json(id).dump()); }
    bool waits() const { return !asked_.empty(); }
    std::size_t count(std::string_view method) const { return scenario::count(received, method); }
    /// Requests with this method that it has not answered.
    std::size_t open_requests(std::string_view method) const;
    /// The newest diagnostics of a document, as messages.
    std::vector<std::string> diagnostics_of(const std::string& uri) const;

    void receive(std::string_view bytes, bool from_server);
    /// Answers that are to be sent, as the harness's next step.
    std::string take_answers() { return std::exchange(answers_, {}); }

    std::vector<Message> received;
    std::string received_bytes;
    std::string sent_bytes;
    Texts texts;
    json capabilities;
    json settings = {{"gofumpt", true}};  ///< what it answers to workspace/configuration
    std::set<std::string> progress_open;
    std::map<std::string, std::string> registrations_live;  ///< id to method
    bool expects_surplus_replies = false;
    bool gives_ids = false;  ///< to its notifications too

  private:
    struct Open {
        json id;
        std::string method;
        json params;
    };
    void reply_came(const Message& message);
    void request_came(const Message& message);
    void notification_came(const Message& message);
    void answer(const Open& open, const json& result);
    Open take_open(std::string_view method);
    void change(const std::string& uri, json change);

    std::function<void(std::string_view)> send_;
    Wire wire_;
    int next_id_ = 1;
    std::map<std::string, std::string> asked_;  // the dumped ids without a reply, and their token
    std::set<std::string> progress_created_;    // raw tokens that have not begun
    std::map<std::string, Message> replies_;    // by the dumped id
    std::vector<Open> open_;
    std::set<std::string, std::less<>> left_open_;
    std::string answers_;
};

/// Parameters of a request at a position.
json at(const std::string& uri, int line = 0, int character = 0);

}  // namespace scenario
