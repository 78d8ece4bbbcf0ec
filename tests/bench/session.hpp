// An LSP session of the bench with one relay: opened and closed as an editor does, and requests
// answered one after another, in a pipeline, or left open for a while. Answers a relay's own
// requests with null, ignores its notifications. Throws Failure when an answer is wrong, missing or
// late (kPatience).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/frames.hpp"
#include "bench/relay_process.hpp"

namespace bench {

/// A safety against hanging, far above anything that is measured.
inline constexpr std::chrono::seconds kPatience{20};

class Session {
  public:
    /// Starts the relay and initializes the session; one small document is open then.
    explicit Session(const RelayCommand& command);

    /// From before the relay was started to its answer to initialize.
    std::chrono::nanoseconds start_time() const { return start_time_; }

    /// shutdown, exit, and waiting for the end.
    void close();

    /// Sends one request for a result of that size; the time until the whole answer is here.
    std::chrono::nanoseconds round_trip(std::size_t result_bytes);

    /// Sends this, whole messages, without waiting for anything.
    void send(std::string_view messages);

    /// Sends these messages and, in the same write, a request for a small result; the time until
    /// its answer is here.
    std::chrono::nanoseconds round_trip_after(std::string messages, std::string_view method);

    /// Sends that many requests that the server leaves open until release(), which waits for all
    /// their answers.
    void hold(int requests);
    void release();

    /// Sends that many small requests as fast as the relay takes them while reading the answers;
    /// the time from the first byte to the last answer.
    std::chrono::nanoseconds pipelined(int requests);

    pid_t relay() const { return process_.pid(); }
    pid_t server() const { return server_; }  ///< the echo server; relay() itself without a relay

  private:
    /// From writing these, the last of which is a request, until its whole answer is here.
    std::chrono::nanoseconds time(std::string_view messages, std::size_t least_bytes);
    std::string request(std::string_view method, std::string_view params);
    /// The body of the answer to the last request that was made. Its view lasts until the next
    /// read.
    std::string_view answer();
    /// The next answer, whichever; what the relay itself says is dealt with on the way.
    std::string_view next_answer();
    void wait_readable();

    FrameBuffer input_{std::size_t{1} << 20};
    // The order of these two is what start_time() measures.
    std::chrono::steady_clock::time_point before_start_ = std::chrono::steady_clock::now();
    RelayProcess process_;
    std::int64_t last_id_ = 0;
    int held_ = 0;  ///< requests that the server leaves open
    std::chrono::nanoseconds start_time_{};
    pid_t server_ = -1;
};

}  // namespace bench
