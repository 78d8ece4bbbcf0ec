// How a session is started, directly or through the proxy, and what the proxy's log says.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/log_line.hpp"
#include "support/logged.hpp"
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

/// The lines of a log, as far as they are events; none where there is no such file.
std::vector<app::LogLine> read_log(const std::filesystem::path& path);

/// The log of `proxied`.
class ProxyLog {
  public:
    explicit ProxyLog(const Sandbox& sandbox) : sandbox_(sandbox) {}

    std::vector<app::LogLine> lines() const;
    bool has(const Logged& wanted) const { return count(wanted) > 0; }
    /// Events that match.
    int count(const Logged& wanted) const;
    /// Waits for such an event: it may be written after what a test has seen.
    void expect(const Logged& wanted) const;
    /// The same for both, the first of these before the first of those `later`.
    /// Throws TestFailure with the log.
    void expect_order(const Logged& wanted, const Logged& later) const;
    /// The words are nowhere in the log, in no line of it.
    bool is_without(const std::string& words) const;

  private:
    /// Number of the first event that matches (from 0), or -1.
    int first(const Logged& wanted) const;

    const Sandbox& sandbox_;
};

}  // namespace support
