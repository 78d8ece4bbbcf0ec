// A model editor without a window. It sends requests, edits documents, answers requests, and checks
// every message that it receives against the protocol.
//
// The test fails on a reply to an unknown request, on a second reply, on the registration of a live
// id and on the unregistration of an unknown one. It also fails on progress that was not created,
// that begins or ends twice, or that outlives the request that supplied its token.
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

    // Actions.
    /// Sends a request and returns its id.
    int asks(std::string_view method, const json& params = json::object());
    void cancels(int id) { notifies("$/cancelRequest", {{"id", id}}); }
    void notifies(std::string_view method, const json& params = json::object());
    /// Sends whole frames with any content.
    void sends(std::string_view bytes);
    /// Sends bytes that need not be frames.
    void sends_raw(std::string_view bytes);
    int initializes();
    void opens(const std::string& uri, const std::string& text, const std::string& language = "go");
    /// Replaces the range with `text` and increments the version.
    void types(const std::string& uri, lsp::Range range, const std::string& text);
    void replaces_text(const std::string& uri, const std::string& text);
    void closes(const std::string& uri);

    /// Leaves requests with this method unanswered until `answers` is called.
    void leaves_open(std::string_view method) { left_open_.emplace(method); }
    /// Answers the oldest open request with this method.
    void answers(std::string_view method, const json& result);
    void refuses(std::string_view method);

    // Observations.
    /// Returns the reply to a request; fails the test if there is none.
    const Message& reply(int id) const;
    bool has_reply(int id) const { return replies_.contains(json(id).dump()); }
    bool waits() const { return !asked_.empty(); }
    std::size_t count(std::string_view method) const { return scenario::count(received, method); }
    /// Returns the number of unanswered requests with this method.
    std::size_t open_requests(std::string_view method) const;
    /// Returns the messages of a document's newest diagnostics.
    std::vector<std::string> diagnostics_of(const std::string& uri) const;

    void receive(std::string_view bytes, bool from_server);
    /// Returns and clears the pending answers, which the harness sends in its next step.
    std::string take_answers() { return std::exchange(answers_, {}); }

    std::vector<Message> received;
    std::string received_bytes;
    std::string sent_bytes;
    Texts texts;
    json capabilities;
    json settings = {{"gofumpt", true}};  ///< the answer to workspace/configuration
    std::set<std::string> progress_open;
    std::map<std::string, std::string> registrations_live;  ///< method by id
    bool expects_surplus_replies = false;
    bool gives_ids = false;  ///< adds ids to notifications as well

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
    std::map<std::string, std::string> asked_;  // tokens of unanswered requests, by dumped id
    std::set<std::string> progress_created_;    // dumped tokens whose progress has not begun
    std::map<std::string, Message> replies_;    // by the dumped id
    std::vector<Open> open_;
    std::set<std::string, std::less<>> left_open_;
    std::string answers_;
};

/// Returns the parameters of a request at a position.
json at(const std::string& uri, int line = 0, int character = 0);

}  // namespace scenario
