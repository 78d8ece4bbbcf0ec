#include "bench/cost_kinds.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "bench/paced_session.hpp"

namespace bench {
namespace {

constexpr std::size_t kKib = 1024;
constexpr std::size_t kMib = kKib * kKib;
constexpr std::size_t kSmall = 64;
constexpr int kAtOnce = 100;
constexpr const char* kSmallUri = "file:///bench/small.go";
constexpr const char* kLargeUri = "file:///bench/large.go";

/// Number of parts counted; the result is their median.
constexpr std::size_t kParts = 5;
constexpr std::size_t kPartsOfMany = 3;
/// A part in which other threads worked is counted again. Periodic work, such as a sample of
/// gopls's processes, may fall between the messages, on a very busy machine in most parts.
constexpr int kTries = 200;

constexpr int kThousand = 1000;
constexpr int kTenThousand = 10 * kThousand;

struct Sent {
    CostKind kind;
    int messages_at_once;
    void (*send)(PacedSession&);
    /// One sending holds so many messages that one is enough. The cost per message shows work that
    /// the proxy does for each message on all others.
    bool many = false;
};

const std::vector<Sent>& all_sent() {
    static const std::vector<Sent> all{
        {{"request", 0.1}, 1, [](PacedSession& session) { session.ask(kSmall); }},
        {{"didChange in 1 KiB", 0.1},
         1,
         [](PacedSession& session) { session.type(kSmallUri, kKib); }},
        {{"didChange in 1 MiB", 0.1},
         1,
         [](PacedSession& session) { session.type(kLargeUri, kMib); }},
        {{"reply of 64 KiB", 0.1}, 1, [](PacedSession& session) { session.ask(64 * kKib); }},
        {{"reply of 1 MiB", 2.0}, 1, [](PacedSession& session) { session.ask(kMib); }},
        {{"request, 100 at once", 1.0},
         kAtOnce,
         [](PacedSession& session) { session.ask_at_once(kAtOnce); }},
        // On a slow machine the proxy forgets earlier file events meanwhile, which costs a third
        // more.
        {{"file event of 10,000", 0.6},
         kTenThousand,
         [](PacedSession& session) { session.tell_of_files(kTenThousand); },
         true},
        {{"diagnostics of 10,000", 0.3},
         kTenThousand,
         [](PacedSession& session) { session.have_published(kTenThousand); },
         true},
        {{"document of 10,000", 0.3},
         kTenThousand,
         [](PacedSession& session) { session.open_and_close(kTenThousand); },
         true},
        {{"folder of 1,000", 0.3},
         kThousand,
         [](PacedSession& session) { session.add_and_remove_folders(kThousand); },
         true},
    };
    return all;
}

}  // namespace

const std::vector<CostKind>& cost_kinds() {
    static const std::vector<CostKind> kinds = [] {
        std::vector<CostKind> result;
        std::transform(all_sent().begin(), all_sent().end(), std::back_inserter(result),
                       [](const Sent& sent) { return sent.kind; });
        return result;
    }();
    return kinds;
}

std::vector<double> count_costs(CostTool& tool, const std::string& proxy, int messages) {
    PacedSession session({tool.name(), tool.command({proxy})});
    session.open(kSmallUri, kKib);
    session.open(kLargeUri, kMib);
    const auto count = [&] {
        tool.look(session.proxy());
        session.wait_until_at_rest();
        return tool.count(session.proxy());
    };
    // The first messages and the first counts cost more, so they are sent and taken in advance.
    constexpr int kFirst = 3;
    for (int i = 0; i < kFirst; ++i) {
        for (const auto& sent : all_sent()) {
            if (i == 0 || !sent.many) sent.send(session);
        }
        count();
    }
    const auto sendings_of = [&](const Sent& sent) { return sent.many ? 1 : messages; };
    const auto part = [&](const Sent* sent) {
        for (int i = 0; i < kTries; ++i) {
            const Count before = count();
            for (int sending = 0; sent != nullptr && sending < sendings_of(*sent); ++sending)
                sent->send(session);
            const Count after = count();
            // Other threads watch the folders; that is part of the cost of many folders.
            const bool undisturbed = after.aside == before.aside || (sent && sent->many);
            if (undisturbed) return static_cast<double>(after.loop - before.loop);
        }
        throw Failure("other threads of the proxy never rest");
    };
    const auto median_part = [&](const Sent* sent) {
        std::vector<double> parts(sent && sent->many ? kPartsOfMany : kParts);
        for (double& each : parts) each = part(sent);
        const auto middle = parts.begin() + static_cast<std::ptrdiff_t>(parts.size() / 2);
        std::nth_element(parts.begin(), middle, parts.end());
        return *middle;
    };
    const double looking = median_part(nullptr);
    std::vector<double> costs;
    for (const auto& sent : all_sent())
        costs.push_back((median_part(&sent) - looking) / sendings_of(sent) / sent.messages_at_once);
    session.close();
    return costs;
}

}  // namespace bench
