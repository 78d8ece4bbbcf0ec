// Receives the spans of gopls over HTTP on the loopback, in a thread of its own. The path of its
// URL is random, since web pages may send requests to any port of the machine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "io/side_thread.hpp"
#include "observability/gopls_spans/store.hpp"

namespace observability::gopls_spans {

class Receiver {
  public:
    /// Starts to listen on a free port. `problem` says why it does not.
    explicit Receiver(std::shared_ptr<Store> store);
    ~Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    /// Returns the URL for gopls's flag `-otel`; empty if there is a problem.
    const std::string& url() const { return url_; }
    /// Returns why it does not listen, one clause; empty if it does.
    const std::string& problem() const { return problem_; }

  private:
    struct Thread;
    std::string url_;
    std::string problem_;
    std::optional<io::SideThread> thread_;
};

}  // namespace observability::gopls_spans
