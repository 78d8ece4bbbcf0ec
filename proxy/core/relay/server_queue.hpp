// The serial queue of one gopls as seen from outside: what it was sent and has
// not finished, and so which message it is working on (the head).
//
// gopls handles messages strictly one after another (docs/gopls-facts.md, "Queue"),
// so a reply also tells that everything sent before it is done. Memory is bounded by
// the requests in flight: of notifications only the first of a run is kept.
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
    /// What gopls is working on while somebody waits.
    struct Head {
        std::string_view method;
        Time since{};  ///< when the queue last moved, or when it was sent into an empty one
        bool probe = false;
        bool aside = false;  ///< it runs beside the queue, in which nothing is open
    };

    /// Methods are kept as they are given: their text must outlive the queue (core/relay/methods).
    void sent_notification(std::string_view method, Time now);
    void sent_request(const lsp::RequestId& id, std::string_view method, bool probe, Time now);
    /// A reply came. Returns when its service began: the reply before it, or the moment it was
    /// sent. Nothing if the id was not in the queue (a command that runs aside).
    std::optional<Time> answered(const lsp::RequestId& id, Time now);
    /// A notification stood in front of the request that was answered last: it has been handled.
    bool passed_notification() const { return passed_notification_; }

    /// A request that runs beside the queue (docs/gopls-facts.md, "Queue"): it waits for none of
    /// the others and none of them for it.
    void sent_aside(const lsp::RequestId& id, std::string_view method, Time now);
    /// A reply came to one of those; false if `id` is none.
    bool answered_aside(const lsp::RequestId& id);

    /// Nobody was watching: the head is as if it had begun now.
    void restart_head(Time now) { restarted_ = last_moved_ = now; }

    std::optional<Head> head() const;
    /// Since when the first of the editor's requests behind the head has waited.
    std::optional<Time> others_wait_since() const;
    /// The head, or else the oldest of those that run aside: somebody waits for it as well.
    std::optional<Head> awaited() const;
    /// When a request of the queue was answered last.
    Time last_moved() const { return last_moved_; }
    /// A notification that nobody waits behind, and when the first of the run was sent.
    std::optional<Time> lone_notification() const { return lone_since_; }
    std::size_t size() const { return requests_.size(); }

  private:
    struct Entry {
        lsp::RequestId id;
        std::string_view method;
        std::string_view notification_before;  ///< the first of the run in front of it
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
