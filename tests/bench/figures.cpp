#include "bench/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bench {
namespace {

constexpr std::array kFigures{
    Figure{"start_us", "start to initialize reply", &Numbers::start_us, Unit::kTime},
    Figure{"p50_us", "round trip, p50", &Numbers::p50_us, Unit::kTime},
    Figure{"p99_us", "round trip, p99", &Numbers::p99_us, Unit::kTime},
    Figure{"p999_us", "round trip, p99.9", &Numbers::p999_us, Unit::kTime},
    Figure{"reply_1k_us", "reply of 1 KiB", &Numbers::reply_1k_us, Unit::kTime},
    Figure{"reply_64k_us", "reply of 64 KiB", &Numbers::reply_64k_us, Unit::kTime},
    Figure{"reply_1m_us", "reply of 1 MiB", &Numbers::reply_1m_us, Unit::kTime},
    Figure{"reply_16m_us", "reply of 16 MiB", &Numbers::reply_16m_us, Unit::kTime},
    Figure{"reply_64m_us", "reply of 64 MiB", &Numbers::reply_64m_us, Unit::kTime},
    Figure{"pipelined_per_s", "pipelined", &Numbers::pipelined_per_s, Unit::kRate},
    Figure{"held_1_us", "p50, 1 request open", &Numbers::held_1_us, Unit::kTime},
    Figure{"held_100_us", "p50, 100 requests open", &Numbers::held_100_us, Unit::kTime},
    Figure{"held_10000_us", "p50, 10,000 requests open", &Numbers::held_10000_us, Unit::kTime},
    Figure{"open_100k_us", "open 100 KiB, request", &Numbers::open_100k_us, Unit::kTime},
    Figure{"open_1m_us", "open 1 MiB, request", &Numbers::open_1m_us, Unit::kTime},
    Figure{"typing_us", "5,000 edits, completion", &Numbers::typing_us, Unit::kTime},
    Figure{"edit_1_us", "edit, 1 document open", &Numbers::edit_1_us, Unit::kTime},
    Figure{"edit_100_us", "edit, 100 documents", &Numbers::edit_100_us, Unit::kTime},
    Figure{"edit_1000_us", "edit, 1,000 documents", &Numbers::edit_1000_us, Unit::kTime},
    Figure{"edit_10000_us", "edit, 10,000 documents", &Numbers::edit_10000_us, Unit::kTime},
    Figure{"memory_per_text", "memory per byte of text", &Numbers::memory_per_text, Unit::kPlain,
           false},
    Figure{"memory_small_kib", "memory per 1 KiB document", &Numbers::memory_small_kib, Unit::kKib,
           false},
    Figure{"idle_mib", "memory, idle", &Numbers::idle_mib, Unit::kMib},
    Figure{"peak_mib", "memory, peak", &Numbers::peak_mib, Unit::kMib},
    Figure{"wake_ups_per_s", "wake-ups per s, idle", &Numbers::wake_ups_per_s, Unit::kPlain, false},
    Figure{"relay_cpu_us", "CPU per round trip", &Numbers::relay_cpu_us, Unit::kTime},
    Figure{"relay_cpu_pipelined_us", "CPU per pipelined request", &Numbers::relay_cpu_pipelined_us,
           Unit::kTime},
    Figure{"server_cpu_us", "CPU of the server", &Numbers::server_cpu_us, Unit::kTime},
};

}  // namespace

std::span<const Figure> all_figures() {
    return kFigures;
}

double quantile(std::vector<double> values, double at) {
    if (values.empty()) return kNotMeasured;
    const auto rank =
        static_cast<std::size_t>(std::lround(at * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank),
                     values.end());
    return values[rank];
}

Summary summarize(const std::vector<Numbers>& rounds, double Numbers::*value) {
    std::vector<double> values;
    for (const auto& round : rounds)
        if (!std::isnan(round.*value)) values.push_back(round.*value);
    return {quantile(values, 0.50), (quantile(values, 0.75) - quantile(values, 0.25)) / 2};
}

double ratio(const std::vector<Numbers>& ours, const std::vector<Numbers>& theirs,
             double Numbers::*value) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
        const double each = ours[i].*value / (theirs[i].*value);
        if (std::isfinite(each)) ratios.push_back(each);
    }
    return quantile(ratios, 0.50);
}

}  // namespace bench
