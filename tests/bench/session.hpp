// An LSP session of the bench with one relay. It is opened and closed as by an editor; requests are
// answered one after another, in a pipeline, or left open for a while. The session answers a
// relay's own requests with null and ignores its notifications. Throws Failure when an answer is
// wrong, missing or late (kPatience).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/frames.hpp"
#include "bench/relay_process.hpp"

namespace bench {

/// A safety limit against hanging, far above all measured times.
inline constexpr std::chrono::seconds kPatience{20};

class Session {
  public:
    /// Starts the relay, initializes the session, and opens one small document.
    explicit Session(const RelayCommand& command);

    /// Returns the time from just before the relay's start to its answer to initialize.
    std::chrono::nanoseconds start_time() const { return start_time_; }

    /// Sends shutdown and exit, and waits for the end.
    void close();

    /// Sends a request for a result of that size. Returns the time until the whole answer has
    /// arrived.
    std::chrono::nanoseconds round_trip(std::size_t result_bytes);

    /// Sends these whole messages without waiting.
    void send(std::string_view messages);

    /// Sends these messages and, in the same write, a request for a small result. Returns the time
    /// until its answer has arrived.
    std::chrono::nanoseconds round_trip_after(std::string messages, std::string_view method);

    /// Sends that many requests, which the server leaves open until release(). That waits for all
    /// their answers.
    void hold(int requests);
    void release();

    /// Sends that many small requests as fast as the relay takes them, and reads the answers
    /// meanwhile. Returns the time from the first byte to the last answer.
    std::chrono::nanoseconds pipelined(int requests);

    pid_t relay() const { return process_.pid(); }
    pid_t server() const { return server_; }  ///< the echo server; relay() itself without a relay

  private:
    /// Writes these messages, the last of which is a request. Returns the time until its whole
    /// answer has arrived.
    std::chrono::nanoseconds time(std::string_view messages, std::size_t least_bytes);
    std::string request(std::string_view method, std::string_view params);
    /// Returns the body of the answer to the last request. The view is valid until the next read.
    std::string_view answer();
    /// Returns the next answer to any request, after handling the relay's own messages.
    std::string_view next_answer();
    void wait_readable();

    FrameBuffer input_{std::size_t{1} << 20};
    // start_time() measures from the first of these two members to the second.
    std::chrono::steady_clock::time_point before_start_ = std::chrono::steady_clock::now();
    RelayProcess process_;
    std::int64_t last_id_ = 0;
    int held_ = 0;  ///< requests that the server leaves open
    std::chrono::nanoseconds start_time_{};
    pid_t server_ = -1;
};

}  // namespace bench
