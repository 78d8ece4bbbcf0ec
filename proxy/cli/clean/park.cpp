#include "cli/clean/park.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "cli/incidents/reading.hpp"

namespace cli::clean {
namespace {

using namespace std::chrono_literals;
using app::control::Command;
using app::control::Json;

constexpr std::chrono::milliseconds kStep = 100ms;
constexpr std::chrono::milliseconds kEndPatience = 10s;
constexpr std::chrono::milliseconds kLoadPatience = 60s;

bool has_ended(const Json& status) {
    return incidents::list_at(status, "/processes").empty();
}

bool has_loaded(const Json& status) {
    constexpr auto kOnItsWay =
        std::to_array<std::string_view>({"parked", "replacing", "new", "loading"});
    const std::string state = incidents::text_at(status, "/state");
    return std::find(kOnItsWay.begin(), kOnItsWay.end(), state) == kOnItsWay.end();
}

/// Asks for the status until `is_over` says so. Returns whether it did.
template <class Test>
bool wait_for(Connection& connection, std::chrono::milliseconds patience, const Pause& pause,
              Test is_over) {
    const auto until = std::chrono::steady_clock::now() + patience;
    do {
        const auto status = connection.ask(Command::kStatus);
        if (!status) return false;
        if (is_over(*status)) return true;
    } while (pause(kStep) && std::chrono::steady_clock::now() < until);
    return false;
}

}  // namespace

std::string_view name_of(Parked::End end) {
    switch (end) {
        case Parked::End::kStarted:
            return "started";
        case Parked::End::kStartedBefore:
            return "started_before";
        case Parked::End::kProxyEnded:
            break;
    }
    return "proxy_ended";
}

std::set<int> can_park(const Facts& facts) {
    std::set<int> proxies;
    for (const SessionFacts& session : facts.sessions) proxies.insert(session.proxy_pid);
    return proxies;
}

Parking::Parking(const SessionFacts& session, const Pause& pause)
    : socket_(session.socket), result_{.proxy_pid = session.proxy_pid, .folders = session.folders} {
    auto connection = Connection::open(session.socket);
    if (!connection) {
        result_.problem = connection.error().message;
        return;
    }
    const auto parked = connection->ask(Command::kPark);
    if (!parked) {
        result_.problem = parked.error().message;
        return;
    }
    connection_.emplace(*std::move(connection));
    wait_for(*connection_, kEndPatience, pause, has_ended);
}

void Parking::end() {
    if (!connection_) return;
    ended_ = std::chrono::steady_clock::now();
    const auto started = connection_->ask(Command::kUnpark);
    if (started) return;
    const auto status = connection_->ask(Command::kStatus);
    if (status && incidents::text_at(*status, "/state") != "parked") {
        result_.end = Parked::End::kStartedBefore;
    } else if (!status && !ask_if_listening(socket_, Command::kStatus)) {
        result_.end = Parked::End::kProxyEnded;
    } else {
        result_.problem = started.error().message;
    }
    connection_.reset();
}

void Parking::await_load(const Pause& pause) {
    if (!connection_ || !wait_for(*connection_, kLoadPatience, pause, has_loaded)) return;
    result_.loaded_after = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - ended_);
}

}  // namespace cli::clean
