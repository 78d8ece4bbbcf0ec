// Posts a run to a webhook that understands Slack's messages (docs.slack.dev, "Sending messages
// using incoming webhooks"): Slack, Mattermost, Rocket.Chat, Discord with `/slack`.
//
// The URL is a secret: it is sent nowhere else, and no text of this file contains it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "cli/health/outcome.hpp"
#include "observability/otlp/reply.hpp"

namespace cli::health {

/// Returns the JSON of the message: verdict, folder, and the checks that did not pass. Pure.
std::string message_of(const Outcome& outcome);

/// How long and how often to try.
struct Delivery {
    std::chrono::milliseconds in_all{30'000};
    std::chrono::milliseconds each{10'000};
    int attempts = 4;
};

/// Returns whether the message should be sent again: the host cannot be reached, is too busy, or
/// has a fault of its own (any status from 500). Pure.
bool is_worth_repeating(const observability::otlp::Sent& sent);

/// Returns the reason of a failure, as a clause without anything that the server wrote: its reply
/// may repeat the URL. Pure.
std::string problem_of(const observability::otlp::Sent& sent);

/// Posts `message`, by TLS for https. Blocking for at most `delivery.in_all`. A URL that is not one
/// is a problem like any other.
Posted post(const std::string& url, const std::string& message, const Delivery& delivery = {});

}  // namespace cli::health
