// An LSP session of the bench with one relay: opened and closed as an editor does, and requests
// answered one after another or in a pipeline. Answers a relay's own requests with null, ignores
// its notifications. Throws Failure when an answer is wrong, missing or late (kPatience).
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
    explicit Session(const RelayCommand& command);

    /// shutdown, exit, and waiting for the end.
    void close();

    /// Sends one request for a result of that size; the time until the whole answer is here.
    std::chrono::nanoseconds round_trip(std::size_t result_bytes);

    /// Sends that many small requests as fast as the relay takes them while reading the answers;
    /// the time from the first byte to the last answer.
    std::chrono::nanoseconds pipelined(int requests);

    pid_t relay() const { return process_.pid(); }
    pid_t server() const { return server_; }  ///< the echo server; relay() itself without a relay

  private:
    std::string request(std::string_view method, std::string_view params);
    /// The body of the answer to the last request that was made. Its view lasts until the next
    /// read.
    std::string_view answer();
    /// The next answer, whichever; what the relay itself says is dealt with on the way.
    std::string_view next_answer();
    void wait_readable();

    RelayProcess process_;
    FrameBuffer input_{std::size_t{1} << 20};
    std::int64_t last_id_ = 0;
    pid_t server_ = -1;
};

}  // namespace bench
