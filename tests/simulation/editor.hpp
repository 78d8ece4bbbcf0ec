// A model of the editor: its open documents, its open requests, and everything that it shows. It
// throws a Violation if it receives a message that an editor must not receive.
//
// Its output is in transit until the world delivers it to the engine, in pieces.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/effect.hpp"
#include "simulation/choices.hpp"
#include "simulation/message.hpp"
#include "simulation/texts.hpp"

namespace simulation {

using core::Generation;

/// A request of the editor without a reply so far.
struct AskedByEditor {
    std::uint64_t n = 0;
    std::string method;
    std::string uri;
    std::uint64_t text = 0;   ///< fingerprint of the document at the time of the request
    std::int64_t change = 0;  ///< number of changes of the document by then
    bool pure_read = false;
    bool cancelled = false;
    bool tells = false;           ///< a notification with an id
    bool proxy_command = false;   ///< of the proxy
    Generation partial_from = 0;  ///< sender of partial results
    std::string partial_token;    ///< raw
    std::string work_token;       ///< raw
    bool work_begun = false;      ///< progress under that token has begun
};

class Editor {
  public:
    explicit Editor(Choices choices) : choices_(choices) {}

    // Actions.
    std::uint64_t notifies(std::string_view method, const json& params);
    std::uint64_t asks(std::string_view method, json params);
    /// Sends a frame whose content is not a message.
    void sends_opaque(std::string_view body);
    /// Sends bytes that are not frames.
    void sends_raw(std::string bytes);
    void initializes();
    void says_initialized();
    /// Sends the full text of documents that a bad edit has made uncertain, and closes documents
    /// that it edited without having opened them.
    void heals();
    void opens(const std::string& uri, const std::string& text, const std::string& language);
    void changes(const std::string& uri, const json& changes);
    void closes(const std::string& uri);
    /// Breaks the rules: closes or edits an unopened document, or sends an unusual version.
    void is_sloppy(const std::string& unopened, const std::string& open);
    void cancels_one();
    void cancels_progress();
    void configures();
    void changes_folders();
    void traces();
    /// Sends the answers due at `now`.
    void answers(Time now);
    std::optional<Time> next_answer() const;

    // Input. `from` is the sender: a server, or 0 for the proxy.
    void receive(const Message& m, Generation from, Time now);

    // In transit.
    /// Returns up to `most` bytes. `whole` receives the messages that they complete.
    std::string deliver(std::size_t most, std::vector<Message>& whole);
    bool in_transit() const { return !in_transit_.empty(); }
    /// The proxy has taken its message with this number.
    void was_taken(std::uint64_t n) {
        std::erase_if(refusals_, [n](const auto& refusal) { return refusal.second == n; });
    }
    std::size_t bytes_in_transit() const;
    /// Returns whether `part` is everything delivered so far of an incomplete message.
    bool is_half_way(std::string_view part) const;

    const std::map<std::string, AskedByEditor>& asked() const { return asked_; }
    bool waits_for(std::string_view method) const;
    std::string pick_document(Choices& choices) const;
    /// Returns one of the spellings of a canonical URI.
    std::string spelled(const std::string& uri);
    std::int64_t change_of(const std::string& uri) const {
        const auto it = changed_.find(uri);
        return it == changed_.end() ? 0 : it->second;
    }

    Texts texts;
    std::vector<json> folders;
    json settings = 0;  ///< the answer to workspace/configuration
    std::string trace = "off";
    std::map<std::string, std::string> findings;  ///< shown, by URI
    std::map<std::string, std::pair<std::string, json>>
        registrations;                            ///< method and options by id
    std::set<std::string> registrations_refused;  ///< dumped options
    std::set<std::string> progress_open;          ///< raw tokens
    std::set<std::string> progress_refused;
    std::size_t replies = 0;
    std::size_t errors_of_proxy = 0;
    Duration slow_answers{};  ///< delay of its answers, beyond the usual one
    bool initialize_sent = false;
    bool initialize_answered = false;
    bool initialized_sent = false;
    bool shutdown_sent = false;
    bool patient = false;  ///< answers everything at once
    bool watches_files = true;
    /// Returns the number of its last message.
    std::uint64_t last_number() const { return numbers_; }

    /// Called for a reply of the proxy itself, which has no number.
    std::function<void(const AskedByEditor&, const Message&)> on_proxy_reply;
    /// Called for each reply of a server.
    std::function<void(const AskedByEditor&, const Message&)> on_reply;

  private:
    struct Owed {
        Message question;
        Time due;
    };
    void send(std::string_view body);
    json new_id();
    void reply_came(const Message& m, Generation from);
    void request_came(const Message& m, Generation from, Time now);
    void notification_came(const Message& m, Generation from, Time now);
    void progress_came(const Message& m, Generation from);
    void question_taken_back(const Message& m, Generation from, Time now);
    AskedByEditor* request_with_token(const std::string& token);
    void answer(const Message& question);

    Choices choices_;
    std::deque<Message> in_transit_;
    std::size_t delivered_of_first_ = 0;
    std::uint64_t numbers_ = 0;
    std::int64_t ids_ = 0;
    std::map<std::string, AskedByEditor> asked_;  // by the dumped id
    std::map<std::string, std::int64_t> changed_;
    std::set<std::string> edited_unopened_;
    std::vector<Owed> owed_;
    std::map<std::string, Generation> questions_;  // sender of every request received, by dumped id
    std::set<std::string> created_;                // raw tokens whose progress has not begun
    std::vector<std::string> begun_;               // raw tokens whose progress has ever begun
    /// Numbers of the answers on their way that refuse a registration, by its id.
    std::map<std::string, std::uint64_t> refusals_;
    std::set<std::string> applied_;  // labels of applied edits
    int configurations_ = 0;
    std::size_t strays_ = 0;  ///< replies that may arrive without a request
};

/// Returns whether a request with this method may go to two servers.
bool is_pure_read(std::string_view method);

}  // namespace simulation
