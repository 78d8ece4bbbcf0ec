// Shows the metrics of a session to Prometheus: at an HTTP endpoint on the loopback, and in a file
// for node_exporter's textfile collector.
//
// It has a thread and a loop of its own, and exists only while one of the two is set, so that it
// costs a session nothing otherwise. A scrape, and each interval of the file, asks the session's
// loop for a snapshot; everything else happens in the exporter's thread, which may wait for a disk.
// Scrapes at the same time share one snapshot. Whatever fails, the session continues.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "io/loop.hpp"
#include "io/mailbox.hpp"
#include "io/side_thread.hpp"
#include "observability/metrics/address.hpp"
#include "observability/snapshot.hpp"

namespace observability::metrics {

struct ExporterOptions {
    std::string file = {};  ///< path of the file; empty: none
    std::chrono::nanoseconds interval = std::chrono::seconds(15);  ///< between two writes
    std::optional<Address> address = {};  ///< of the endpoint; nothing: none
    std::string version = {};             ///< of the proxy
    int pid = 0;                          ///< of the proxy, the label of the series in the file
};

/// The session, for the exporter. All are called from the session's loop.
struct ExportedSession {
    std::function<Snapshot()> snapshot;
    /// Receives the address of the endpoint: "127.0.0.1:9464".
    std::function<void(const std::string& address)> listening;
    /// Receives a sentence for the log: why there is no endpoint or no file.
    std::function<void(const std::string& sentence)> unavailable;
};

class Exporter {
  public:
    Exporter(io::Loop& session_loop, ExporterOptions options, ExportedSession session);
    /// Closes the endpoint and removes the file. Waits for that a moment at most, since the disk
    /// may hang.
    ~Exporter();
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;

  private:
    struct Thread;
    ExportedSession session_;
    io::Mailbox mailbox_;
    std::optional<io::SideThread> thread_;
};

}  // namespace observability::metrics
