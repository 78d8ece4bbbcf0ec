#include "cli/doctor/network_report.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "app/paint.hpp"
#include "core/base/time.hpp"

namespace cli::doctor {
namespace {

namespace checked = ::doctor;
using Table = nlohmann::ordered_json;
using checked::HostAnswer;
using checked::HostStep;
using StepTime = std::optional<std::chrono::nanoseconds>;

constexpr std::size_t kStepColumns = 9;
constexpr std::size_t kLeastHostColumns = 22;
constexpr double kNanosecondsPerMillisecond = 1e6;

std::string_view name_of(checked::Host::Role role) {
    switch (role) {
        case checked::Host::Role::kModuleProxy:
            return "module proxy";
        case checked::Host::Role::kChecksumMirror:
            return "checksum mirror";
        case checked::Host::Role::kChecksumDatabase:
            return "checksum database";
        case checked::Host::Role::kPrivate:
            break;
    }
    return "private";
}

std::string_view name_of(HostStep step) {
    switch (step) {
        case HostStep::kName:
            return "name server";
        case HostStep::kConnect:
            return "TCP";
        case HostStep::kTunnel:
            return "HTTP proxy";
        case HostStep::kTls:
            return "TLS";
        case HostStep::kFirstByte:
            return "first byte";
        case HostStep::kDone:
            break;
    }
    return "done";
}

/// Returns "proxy.golang.org", or "proxy.golang.org/sumdb".
std::string label_of(const HostAnswer& answer) {
    const bool is_mirror = answer.host.role == checked::Host::Role::kChecksumMirror;
    return shown(answer.host.name()) + (is_mirror ? "/sumdb" : "");
}

std::string column(const StepTime& time) {
    return app::padded(time ? core::human(*time) : "-", kStepColumns);
}

std::string result_of(const HostAnswer& answer) {
    if (answer.hung) return "hangs at " + std::string(name_of(answer.reached));
    if (!answer.error.empty()) return std::string(name_of(answer.reached)) + ": " + answer.error;
    return "HTTP " + std::to_string(answer.status);
}

Table step_json(const StepTime& time) {
    if (!time) return nullptr;
    return static_cast<double>(time->count()) / kNanosecondsPerMillisecond;
}

Table host_json(const HostAnswer& answer) {
    const bool is_done = answer.reached == HostStep::kDone;
    return {
        {"name", shown(answer.host.name())},
        {"role", name_of(answer.host.role)},
        {"via", answer.host.via ? Table(shown(observability::otlp::authority(answer.host.via->url)))
                                : Table(nullptr)},
        {"dns_ms", step_json(answer.name_time)},
        {"tcp_ms", step_json(answer.connect_time)},
        {"tls_ms", step_json(answer.tls_time)},
        {"first_byte_ms", step_json(answer.first_byte_time)},
        {"status", answer.status > 0 ? Table(answer.status) : Table(nullptr)},
        {"failed_at", is_done ? Table(nullptr) : Table(name_of(answer.reached))},
        {"hangs", answer.hung},
        {"error", answer.error.empty() ? Table(nullptr) : Table(shown(answer.error))}};
}

}  // namespace

std::string network_text(const checked::NetworkFacts& network, const Style& style) {
    if (network.hosts.empty()) return {};
    std::size_t columns = kLeastHostColumns;
    for (const HostAnswer& answer : network.hosts) {
        columns = std::max(columns, label_of(answer).size() + 2);
    }
    std::string text = app::painted("Network", app::Paint::kStrong, style.colours) + "\n  " +
                       app::padded("", columns) + app::padded("DNS", kStepColumns) +
                       app::padded("TCP", kStepColumns) + app::padded("TLS", kStepColumns) +
                       "first byte\n";
    for (const HostAnswer& answer : network.hosts) {
        text += "  " + app::padded(label_of(answer), columns) + column(answer.name_time) +
                column(answer.connect_time) + column(answer.tls_time) +
                column(answer.first_byte_time) + "  " + shown(result_of(answer)) + "\n";
    }
    return text + "\n";
}

nlohmann::ordered_json network_json(const checked::NetworkFacts& network) {
    if (!network.asked) return nullptr;
    Table json = {{"hosts", Table::array()}};
    for (const HostAnswer& answer : network.hosts) json["hosts"].push_back(host_json(answer));
    return json;
}

}  // namespace cli::doctor
