// The serial queue of one gopls as seen from outside: the messages sent to it and not finished, and
// so the one that it is working on (the head).
//
// gopls handles messages strictly one after another (docs/gopls-facts.md, "Queue"), so a reply
// shows that everything sent before it is done. Memory is bounded by the requests in flight: of a
// run of notifications only the first is kept.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string_view>

#include "core/base/time.hpp"
#include "lsp/id.hpp"

namespace core {

class ServerQueue {
  public:
    /// The message that gopls is working on while a request waits.
    struct Head {
        std::string_view method;
        Time since{};  ///< when the queue last moved, or when it was sent into an empty one
        bool probe = false;
        bool aside = false;  ///< it runs beside the queue, which is empty
        /// It has no reply: gopls may already be working on a message behind it, up to the first
        /// request.
        bool notification = false;
    };

    /// Records a message sent to gopls. Methods are stored as views: their text must outlive the
    /// queue (core/relay/methods).
    void sent_notification(std::string_view method, Time now);
    void sent_request(const lsp::RequestId& id, std::string_view method, bool probe, Time now);
    /// Records a reply. Returns when its service began: at the previous reply, or when it was sent.
    /// Nothing if the id was not in the queue (a command that runs aside).
    std::optional<Time> answered(const lsp::RequestId& id, Time now);
    /// Whether a notification preceded the request answered last: gopls has handled it.
    bool passed_notification() const { return passed_notification_; }

    /// Records a request that runs beside the queue (docs/gopls-facts.md, "Queue"). It waits for no
    /// other request, and no other waits for it.
    void sent_aside(const lsp::RequestId& id, std::string_view method, Time now);
    /// Records a reply to such a request. Returns false for any other id.
    bool answered_aside(const lsp::RequestId& id);

    /// Treats the head as if it had begun now, after a time without observation.
    void restart_head(Time now) { restarted_ = last_moved_ = now; }

    std::optional<Head> head() const;
    /// Returns since when the first of the editor's requests behind the head has waited.
    std::optional<Time> others_wait_since() const;
    /// Returns the head, or else the oldest request that runs aside: the editor waits for it as
    /// well.
    std::optional<Head> awaited() const;
    /// Returns when a request of the queue was last answered.
    Time last_moved() const { return last_moved_; }
    /// Returns when the first of a run of notifications was sent, if no request waits behind the
    /// run.
    std::optional<Time> lone_notification() const { return lone_since_; }
    std::size_t size() const { return requests_.size(); }

  private:
    struct Entry {
        lsp::RequestId id;
        std::string_view method;
        std::string_view notification_before;  ///< the first notification of the run before it
        Time sent{};
        bool probe = false;
    };
    std::deque<Entry> requests_;
    std::deque<Entry> aside_;
    std::string_view lone_method_;
    std::optional<Time> lone_since_;
    Time last_moved_{};
    Time restarted_{};
    bool passed_notification_ = false;
};

}  // namespace core
