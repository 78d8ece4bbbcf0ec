#include "cli/health/webhook.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include "app/build_info.hpp"
#include "app/incidents/document.hpp"
#include "app/incidents/mask.hpp"
#include "cli/incidents/reading.hpp"
#include "observability/otlp/client.hpp"
#include "observability/otlp/url.hpp"

namespace cli::health {
namespace {

namespace otlp = observability::otlp;
using std::chrono::milliseconds;

/// Slack cuts longer messages.
constexpr std::size_t kMostMessageBytes = 3000;
constexpr unsigned kServerError = 500;

/// Slack reads three signs as markup.
std::string slack_text(std::string_view text) {
    std::string result;
    for (const char c : incidents::printable(app::incidents::mask_secrets(text))) {
        if (c == '&') {
            result += "&amp;";
        } else if (c == '<') {
            result += "&lt;";
        } else if (c == '>') {
            result += "&gt;";
        } else {
            result += c;
        }
    }
    return result;
}

/// Cuts at a whole character.
std::string shortened(std::string text) {
    if (text.size() <= kMostMessageBytes) return text;
    std::size_t end = kMostMessageBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text + "…";
}

}  // namespace

std::string message_of(const Outcome& outcome) {
    const bool good = outcome.verdict == Verdict::kHealthy;
    std::string text = std::string(good ? ":white_check_mark:" : ":x:") + " *gopls " +
                       std::string(name_of(outcome.verdict)) + "* in `" +
                       slack_text(outcome.results.folder) + "`";
    if (!outcome.results.gopls_version.empty()) {
        text += " (gopls " + slack_text(outcome.results.gopls_version) + ")";
    }
    text += "\n" + slack_text(outcome.summary);
    for (const Check& check : outcome.checks) {
        if (check.state == Check::State::kPassed) continue;
        text += "\n• " + check.id + ": " + slack_text(check.measured) + ", limit " +
                slack_text(check.limit);
    }
    return app::incidents::Json{{"text", shortened(text)}}.dump(
        -1, ' ', false, app::incidents::Json::error_handler_t::replace);
}

bool is_worth_repeating(const otlp::Sent& sent) {
    return sent.how == otlp::Sent::How::kLater || sent.status >= kServerError;
}

std::string problem_of(const otlp::Sent& sent) {
    return sent.status != 0 ? "status " + std::to_string(sent.status) : sent.problem;
}

Posted post(const std::string& url, const std::string& message, const Delivery& delivery) {
    Posted posted;
    const auto parsed = otlp::parse_url(url);
    if (!parsed) {
        posted.problem = "not a URL of HTTP";
        return posted;
    }
    const otlp::Target target{.url = *parsed, .timeout = delivery.each};
    otlp::Client client("gopls-proxy/" + app::version_number());
    otlp::Backoff backoff;
    std::minstd_rand random{std::random_device{}()};
    const auto deadline = std::chrono::steady_clock::now() + delivery.in_all;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
        const otlp::Sent sent = client.post(target, message, std::max(left, milliseconds(1)));
        ++posted.attempts;
        posted.delivered = sent.how == otlp::Sent::How::kAccepted;
        posted.problem = posted.delivered ? "" : problem_of(sent);
        if (posted.delivered || !is_worth_repeating(sent)) return posted;
        const auto pause =
            backoff.failed(sent.retry_after, std::uniform_real_distribution<>()(random));
        const bool has_time = std::chrono::steady_clock::now() + pause < deadline;
        if (posted.attempts >= delivery.attempts || !has_time) return posted;
        std::this_thread::sleep_for(pause);
    }
}

}  // namespace cli::health
