#include "observability/otlp/reply.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

#include "observability/otlp/json.hpp"

namespace observability::otlp {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstPause = 1s;
constexpr auto kLongestPause = 60s;
/// A collector may ask for more patience, but not for ever.
constexpr std::chrono::seconds kLongestAskedPause = 10min;
constexpr std::size_t kMostText = 200;

bool is_worth_repeating(unsigned status) {
    return status == 429 || status == 502 || status == 503 || status == 504;
}

/// Parses the two forms of `Retry-After` (RFC 9110, section 10.2.3).
std::optional<std::chrono::seconds> parse_retry_after(const std::string& text,
                                                      std::chrono::seconds since_1970) {
    std::chrono::seconds::rep seconds = 0;
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, seconds);
    if (error != std::errc() || at != end) {
        std::tm parts{};
        const char* const rest = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        if (rest == nullptr || *rest != '\0') return {};
        seconds = ::timegm(&parts) - since_1970.count();
    }
    return std::clamp(std::chrono::seconds(seconds), 0s, kLongestAskedPause);
}

/// Reads `partialSuccess`, in which the collector names the number of items that it rejected.
void read_partial_success(Sent& sent, std::string_view body) {
    const Json reply = Json::parse(body, nullptr, false);
    const auto found = reply.is_object() ? reply.find("partialSuccess") : reply.end();
    if (found == reply.end() || !found->is_object()) return;
    for (const char* key : {"rejectedSpans", "rejectedDataPoints", "rejectedLogRecords"}) {
        const auto count = found->find(key);
        if (count == found->end()) continue;
        if (count->is_number_unsigned()) sent.rejected = *count;
        if (!count->is_string()) continue;
        const auto& text = count->get_ref<const std::string&>();
        std::from_chars(text.data(), text.data() + text.size(), sent.rejected);
    }
    const auto message = found->find("errorMessage");
    if (message != found->end() && message->is_string()) {
        sent.problem = one_line(message->get_ref<const std::string&>());
    }
    if (sent.rejected > 0 && sent.problem.empty()) sent.problem = "no reason given";
}

/// Returns the message of a `Status`, or the text itself.
std::string message_in(std::string_view body) {
    const Json reply = Json::parse(body, nullptr, false);
    if (reply.is_object() && reply.contains("message") && reply["message"].is_string()) {
        return one_line(reply["message"].get_ref<const std::string&>());
    }
    return one_line(body);
}

}  // namespace

Sent judge_reply(unsigned status, std::string_view body, std::string_view retry_after,
                 std::chrono::seconds since_1970) {
    Sent sent;
    sent.status = status;
    if (status >= 200 && status < 300) {
        sent.how = Sent::How::kAccepted;
        read_partial_success(sent, body);
        return sent;
    }
    const std::string message = message_in(body);
    sent.problem = "status " + std::to_string(status) + (message.empty() ? "" : ": " + message);
    sent.how = is_worth_repeating(status) ? Sent::How::kLater : Sent::How::kRefused;
    if (sent.how == Sent::How::kLater) {
        sent.retry_after = parse_retry_after(std::string(retry_after), since_1970);
    }
    return sent;
}

std::string one_line(std::string_view text) {
    std::string line(text.substr(0, kMostText));
    for (char& c : line) {
        if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) >= 0x7f) c = ' ';
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::chrono::milliseconds Backoff::failed(std::optional<std::chrono::seconds> retry_after,
                                          double chance) {
    constexpr unsigned kMostDoublings = 6;
    const auto pause = std::min<std::chrono::milliseconds>(
        kFirstPause * (1U << std::min(failures_, kMostDoublings)), kLongestPause);
    ++failures_;
    // From a half to all of it.
    const auto spread = std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(
        static_cast<double>(pause.count()) * (0.5 + 0.5 * chance)));
    return std::max<std::chrono::milliseconds>(spread, retry_after.value_or(0s));
}

}  // namespace observability::otlp
