// Sends requests to collectors over HTTP or HTTPS, one connection each: a session sends little, and
// an idle connection would have to be watched.
//
// Blocking, with a time limit: it belongs to the exporter's thread. Only `interrupt` may be called
// from another thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "observability/otlp/reply.hpp"
#include "observability/otlp/settings.hpp"

namespace observability::otlp {

class Client {
  public:
    /// `agent` is the header `User-Agent`.
    explicit Client(std::string agent);
    /// Waits for a name server that is still being asked.
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Sends `json` and returns its fate, after at most the target's timeout or `limit`.
    Sent post(const Target& target, std::string json, std::chrono::milliseconds limit);

    /// Gives the current request a last moment, and makes all further ones return at once, until
    /// `resume`.
    void interrupt();
    void resume();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace observability::otlp
