// How a session is started, directly or through the proxy, and what the proxy's log says.
#pragma once

#include <string>
#include <vector>

#include "support/sandbox.hpp"

namespace support {

/// `server` itself.
ChildOptions direct(const Sandbox& sandbox, const std::string& server,
                    const std::vector<std::string>& arguments = {});

/// The proxy in front of `server`, with windows scaled down to a second or so and its log in
/// the sandbox. What the sandbox's environment says about GOPLS_PROXY_* goes first.
ChildOptions proxied(const Sandbox& sandbox, const std::string& server,
                     const std::vector<std::string>& arguments = {});

/// The same with the settings that users have: windows and spacing as they are by default.
ChildOptions proxied_by_default(const Sandbox& sandbox, const std::string& server);

/// The log of `proxied`. Tests read only the words that are fixed for them: `verdict=…`,
/// `remedy=…`, `spawn generation=N`, `switch generation=N`, `ended generation=N`, `averted`.
class ProxyLog {
  public:
    explicit ProxyLog(const Sandbox& sandbox) : sandbox_(sandbox) {}

    std::vector<std::string> lines() const;
    bool has(const std::string& words) const { return count(words) > 0; }
    /// Lines that contain `words`.
    int count(const std::string& words) const;
    /// Waits for a line that contains `words`: it may be written after what a test has seen.
    void expect(const std::string& words) const;
    /// The same for both, the first `words` line before the first `later` line.
    /// Throws TestFailure with the log.
    void expect_order(const std::string& words, const std::string& later) const;

  private:
    /// Number of the first line that contains `words` (from 0), or -1.
    int first(const std::string& words) const;

    const Sandbox& sandbox_;
};

}  // namespace support
