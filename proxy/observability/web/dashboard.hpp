// The dashboard of a session: a web page on the loopback, live over a WebSocket.
//
// It has a thread of its own, and exists from the first request for it until nobody has looked at
// it for a while. The session's loop makes a snapshot once a second while a page is open;
// everything else happens in the dashboard's threads. Whatever fails, the session continues.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/loop.hpp"
#include "io/mailbox.hpp"
#include "io/side_thread.hpp"
#include "observability/session.hpp"
#include "observability/web/messages.hpp"

namespace observability::web {

/// What the dashboard shows beside snapshots. The functions may block, and are called in threads of
/// their own.
struct Sources {
    Json about;   ///< added to each status: the proxy's pid, version and start
    int pid = 0;  ///< of the proxy
    /// How long nobody must have looked at the page before it closes.
    std::chrono::milliseconds closes_after = std::chrono::minutes(10);
    /// Returns the processes of these servers, as in a status.
    std::function<Json(const std::vector<int>& leaders)> processes;
    /// Returns the newest incidents, newest first: id, time, verdict, sentence, outcome.
    std::function<Json()> incidents;
    /// Returns the document of an incident; null if there is none with this id.
    std::function<Json(const std::string& id)> incident;
};

class Dashboard {
  public:
    Dashboard(io::Loop& session_loop, Sources sources, Session session);
    /// Closes the page.
    ~Dashboard();
    Dashboard(const Dashboard&) = delete;
    Dashboard& operator=(const Dashboard&) = delete;

    /// Makes a link that opens the page once. Calls `done` once, from the session's loop, with
    /// `{"url": …}`. The first call chooses the port.
    void open(const DashboardRequest& request, std::function<void(Done)> done);
    /// Returns whether it has closed by itself, for good.
    bool has_closed() const { return has_closed_; }

  private:
    struct Thread;
    Session session_;
    bool has_closed_ = false;
    io::Mailbox mailbox_;
    std::shared_ptr<Thread> body_;
    std::optional<io::SideThread> thread_;
};

}  // namespace observability::web
