#include "bench/round_trips.hpp"

#include <algorithm>
#include <chrono>

#include "bench/process_cost.hpp"

namespace bench {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::size_t kSmall = 64;
constexpr std::size_t kKib = 1024;

std::vector<double> round_trips(Session& session, int count, std::size_t result_bytes) {
    std::vector<double> times_us;
    times_us.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        times_us.push_back(Microseconds(session.round_trip(result_bytes)).count());
    return times_us;
}

double reply_us(Session& session, int count, std::size_t size_bytes) {
    session.round_trip(size_bytes);
    return quantile(round_trips(session, count, size_bytes), 0.50);
}

/// The processor time of relay and server since its construction; only the server's without a
/// relay.
class CpuMeter {
  public:
    explicit CpuMeter(const Session& session) : session_(session) {}

    double relay_us() const {
        if (session_.relay() == session_.server()) return kNotMeasured;
        return Microseconds(cpu_time(session_.relay()) - relay_).count();
    }
    double server_us() const { return Microseconds(cpu_time(session_.server()) - server_).count(); }

  private:
    const Session& session_;
    std::chrono::nanoseconds relay_ = cpu_time(session_.relay());
    std::chrono::nanoseconds server_ = cpu_time(session_.server());
};

}  // namespace

void measure_small(Session& session, int count, Numbers& numbers) {
    // Warm-up: the cost of first-time work (pages, caches, processor frequency) is not counted.
    round_trips(session, count / 10, kSmall);
    const CpuMeter meter(session);
    const auto times_us = round_trips(session, count, kSmall);
    numbers.relay_cpu_us = meter.relay_us() / count;
    numbers.server_cpu_us = meter.server_us() / count;
    numbers.p50_us = quantile(times_us, 0.50);
    numbers.p99_us = quantile(times_us, 0.99);
    numbers.p999_us = quantile(times_us, 0.999);
}

void measure_pipelined(Session& session, int count, Numbers& numbers) {
    session.pipelined(count / 10);
    const CpuMeter meter(session);
    const auto time_us = Microseconds(session.pipelined(count)).count();
    numbers.relay_cpu_pipelined_us = meter.relay_us() / count;
    numbers.pipelined_per_s = count / (time_us / 1e6);
}

void measure_while_held(Session& session, int count, int most, Numbers& numbers) {
    int held = 0;
    const auto measure = [&](int open) {
        session.hold(std::min(open, most) - held);
        held = std::min(open, most);
        // The first answer comes when the server has all earlier requests.
        session.round_trip(kSmall);
        return quantile(round_trips(session, count, kSmall), 0.50);
    };
    numbers.held_1_us = measure(1);
    numbers.held_100_us = measure(100);
    numbers.held_10000_us = measure(10000);
    session.release();
}

void measure_replies(Session& session, const Replies& replies, Numbers& numbers) {
    const auto kib = kKib / replies.sizes_divided_by;
    numbers.reply_1k_us = reply_us(session, replies.of_1k, kib);
    numbers.reply_64k_us = reply_us(session, replies.of_64k, 64 * kib);
    numbers.reply_1m_us = reply_us(session, replies.of_1m, kKib * kib);
    numbers.reply_16m_us = reply_us(session, replies.of_16m, 16 * kKib * kib);
}

void measure_largest_reply(Session& session, const Replies& replies, Numbers& numbers) {
    numbers.reply_64m_us =
        reply_us(session, replies.of_64m, 64 * kKib * kKib / replies.sizes_divided_by);
}

}  // namespace bench
