#include "observability/otlp/delivery.hpp"

#include <algorithm>
#include <utility>

namespace observability::otlp {

using core::Event;
using core::LogLevel;
using std::chrono::milliseconds;

Delivery::Delivery(Options options)
    : options_(std::move(options)), client_("gopls-proxy/" + options_.version) {}

std::optional<milliseconds> Delivery::send(Signal signal, const Levels& levels, Json items,
                                           std::uint64_t count) {
    const Sent sent = client_.post(
        *options_.settings.target(signal),
        to_text(request(levels, options_.resource, options_.version, std::move(items))),
        time_left());
    switch (sent.how) {
        case Sent::How::kAccepted:
            accepted(signal, sent, count);
            return {};
        case Sent::How::kRefused:
            channel(signal).dropped += count;
            refused(signal, sent);
            return {};
        case Sent::How::kInterrupted:  // by the end of the session, which sends it again
            return milliseconds(0);
        case Sent::How::kLater:
            break;
    }
    return failed(signal, sent);
}

std::optional<milliseconds> Delivery::failed(Signal signal, const Sent& sent) {
    Channel& of = channel(signal);
    if (!of.backoff.is_failing() && !ends_) {
        of.dropped_before = dropped(signal);
        options_.report({LogLevel::kWarning,
                         Event::kOtlp,
                         {{"signal", name(signal)}, {"state", "failing"}},
                         "cannot send to " + place(signal) + ": " + sent.problem +
                             "; the newest wait in memory"});
    }
    return of.backoff.failed(sent.retry_after, std::uniform_real_distribution<>()(random_));
}

void Delivery::accepted(Signal signal, const Sent& sent, std::uint64_t count) {
    Channel& of = channel(signal);
    const std::uint64_t rejected = std::min(sent.rejected, count);
    of.sent += count - rejected;
    of.dropped += rejected;
    if (of.backoff.is_failing()) {
        options_.report({LogLevel::kInfo,
                         Event::kOtlp,
                         {{"signal", name(signal)},
                          {"state", "sending"},
                          {"dropped", dropped(signal) - of.dropped_before}},
                         place(signal) + " answers again"});
    }
    of.backoff.succeeded();
    if (!sent.problem.empty()) refused(signal, sent);
}

/// Reports once that the collector does not accept everything.
void Delivery::refused(Signal signal, const Sent& sent) {
    if (std::exchange(channel(signal).told_refused, true)) return;
    options_.report({LogLevel::kWarning,
                     Event::kOtlp,
                     {{"signal", name(signal)}, {"state", "refused"}},
                     place(signal) + " does not accept all that is sent: " + sent.problem});
}

CountsBySignal Delivery::counts() const {
    CountsBySignal all;
    for (const Signal signal : kAllSignals) {
        all[static_cast<std::size_t>(signal)] = {channel(signal).sent, dropped(signal)};
    }
    return all;
}

void Delivery::resume(milliseconds limit) {
    client_.resume();
    ends_ = std::chrono::steady_clock::now() + limit;
}

std::string Delivery::place(Signal signal) const {
    return to_text(options_.settings.target(signal)->url);
}

std::uint64_t Delivery::dropped(Signal signal) const {
    return channel(signal).dropped + options_.pushed_out(signal);
}

milliseconds Delivery::time_left() const {
    if (!ends_) return milliseconds::max();
    const auto left = *ends_ - std::chrono::steady_clock::now();
    return std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(left));
}

}  // namespace observability::otlp
