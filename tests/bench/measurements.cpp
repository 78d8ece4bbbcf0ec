#include "bench/measurements.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "bench/session.hpp"

namespace bench {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

double quantile(std::vector<double> values, double at) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto rank =
        static_cast<std::size_t>(std::lround(at * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank),
                     values.end());
    return values[rank];
}

std::vector<double> round_trips(Session& session, int count, std::size_t result_bytes) {
    std::vector<double> times_us;
    times_us.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        times_us.push_back(Microseconds(session.round_trip(result_bytes)).count());
    return times_us;
}

/// Processor time of the relay and of the server from here on; of the server only, without a relay.
class CpuMeter {
  public:
    explicit CpuMeter(const Session& session) : session_(session) {}

    double relay_us() const {
        if (session_.relay() == session_.server()) return std::numeric_limits<double>::quiet_NaN();
        return Microseconds(cpu_time(session_.relay()) - relay_).count();
    }
    double server_us() const { return Microseconds(cpu_time(session_.server()) - server_).count(); }

  private:
    const Session& session_;
    std::chrono::nanoseconds relay_ = cpu_time(session_.relay());
    std::chrono::nanoseconds server_ = cpu_time(session_.server());
};

}  // namespace

const std::vector<NamedNumber>& all_numbers() {
    static const std::vector<NamedNumber> numbers{
        {"p50_us", &Numbers::p50_us},
        {"p99_us", &Numbers::p99_us},
        {"reply_64k_us", &Numbers::reply_64k_us},
        {"reply_1m_us", &Numbers::reply_1m_us},
        {"reply_16m_us", &Numbers::reply_16m_us},
        {"pipelined_per_s", &Numbers::pipelined_per_s},
        {"relay_cpu_us", &Numbers::relay_cpu_us},
        {"relay_cpu_pipelined_us", &Numbers::relay_cpu_pipelined_us},
        {"server_cpu_us", &Numbers::server_cpu_us},
        {"peak_mib", &Numbers::peak_mib},
    };
    return numbers;
}

Numbers measure_round(const RelayCommand& command, const Effort& effort) {
    constexpr std::size_t kSmall = 64;
    constexpr std::size_t kKib = 1024;
    Session session(command);
    Numbers numbers;

    // What is done for the first time (pages, caches, the clock of the processor) is not counted.
    round_trips(session, effort.round_trips / 10, kSmall);
    {
        const CpuMeter meter(session);
        const auto times_us = round_trips(session, effort.round_trips, kSmall);
        numbers.relay_cpu_us = meter.relay_us() / effort.round_trips;
        numbers.server_cpu_us = meter.server_us() / effort.round_trips;
        numbers.p50_us = quantile(times_us, 0.50);
        numbers.p99_us = quantile(times_us, 0.99);
    }
    {
        session.pipelined(effort.pipelined / 10);
        const CpuMeter meter(session);
        const auto time_us = Microseconds(session.pipelined(effort.pipelined)).count();
        numbers.relay_cpu_pipelined_us = meter.relay_us() / effort.pipelined;
        numbers.pipelined_per_s = effort.pipelined / (time_us / 1e6);
    }
    const auto reply = [&](int count, std::size_t size_bytes) {
        session.round_trip(size_bytes);
        return quantile(round_trips(session, count, size_bytes), 0.50);
    };
    numbers.reply_64k_us = reply(effort.replies_64k, 64 * kKib);
    numbers.reply_1m_us = reply(effort.replies_1m, kKib * kKib);
    numbers.reply_16m_us = reply(effort.replies_16m, 16 * kKib * kKib);
    numbers.peak_mib = session.relay() == session.server()
                           ? std::numeric_limits<double>::quiet_NaN()
                           : static_cast<double>(peak_memory_kib(session.relay())) / kKib;
    session.close();
    return numbers;
}

Numbers medians(const std::vector<Numbers>& rounds) {
    Numbers result;
    for (const auto& [name, value] : all_numbers()) {
        std::vector<double> values;
        for (const auto& round : rounds)
            if (!std::isnan(round.*value)) values.push_back(round.*value);
        result.*value = quantile(values, 0.50);
    }
    return result;
}

}  // namespace bench
