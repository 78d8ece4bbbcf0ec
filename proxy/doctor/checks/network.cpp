#include "doctor/checks/network.hpp"

#include <algorithm>
#include <iterator>

#include "core/base/time.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

using namespace std::chrono_literals;

/// The go command asks several times for each module.
constexpr auto kSlowReply = 2s;

std::string role_of(Host::Role role) {
    switch (role) {
        case Host::Role::kModuleProxy:
        case Host::Role::kChecksumMirror:
            return "the module proxy";
        case Host::Role::kChecksumDatabase:
            return "the checksum database";
        case Host::Role::kPrivate:
            break;
    }
    return "the host of private modules";
}

/// "the module proxy proxy.example.com, through the HTTP proxy cache.example.com:3128,"
std::string described(const Host& host) {
    std::string text = role_of(host.role) + " " + host.name();
    if (host.via) {
        text += ", through the HTTP proxy " + observability::otlp::authority(host.via->url) + ",";
    }
    return text;
}

std::string with_capital(std::string text) {
    if (text.starts_with("the ")) text[0] = 'T';
    return text;
}

std::string step_of(HostStep step) {
    switch (step) {
        case HostStep::kName:
            return "the name server's answer";
        case HostStep::kConnect:
            return "a connection (TCP)";
        case HostStep::kTunnel:
            return "a connection through the HTTP proxy";
        case HostStep::kTls:
            return "the TLS handshake";
        case HostStep::kFirstByte:
        case HostStep::kDone:
            break;
    }
    return "the first byte of a reply";
}

/// " (name server 2 ms, TCP 15 ms)"; empty if no step ended.
std::string times_of(const HostAnswer& answer) {
    std::vector<std::string> parts;
    const auto add = [&](const char* name, const std::optional<std::chrono::nanoseconds>& time) {
        if (time) parts.push_back(std::string(name) + " " + core::human(*time));
    };
    add("name server", answer.name_time);
    add("TCP", answer.connect_time);
    add("TLS", answer.tls_time);
    add("first byte", answer.first_byte_time);
    return parts.empty() ? std::string() : " (" + listed(parts) + ")";
}

std::string effect_on(const Host& host) {
    switch (host.role) {
        case Host::Role::kModuleProxy:
        case Host::Role::kChecksumMirror:
            return "The go command waits for it, and with it gopls. Behind a comma it asks the "
                   "next "
                   "entry of GOPROXY only after \"not found\".";
        case Host::Role::kChecksumDatabase:
            return "The go command verifies each new module with it, and fails without it.";
        case Host::Role::kPrivate:
            break;
    }
    return "The go command loads private modules from it, and fails or waits without it.";
}

/// Returns the commands that do without the host, or show more.
std::vector<std::string> remedies(const Facts& facts, const Host& host) {
    const std::string curl = "curl -v " + shell_word(observability::otlp::to_text(host.url));
    const auto change = [&](const char* name, const char* value) {
        const GoSetting* setting = facts.settings.find(name);
        return change_command(name, setting == nullptr ? GoSetting() : *setting, value);
    };
    switch (host.role) {
        case Host::Role::kModuleProxy:
        case Host::Role::kChecksumMirror:
            return {change("GOPROXY", "https://proxy.golang.org,direct") + "  # or another proxy",
                    change("GOPROXY", "direct") + "  # without a proxy", curl};
        case Host::Role::kChecksumDatabase:
            return {curl, change("GOSUMDB", "off") + "  # new modules are not verified then"};
        case Host::Role::kPrivate:
            break;
    }
    return {"git ls-remote https://" + host.name() + "/…  # with the path of a repository", curl};
}

/// Returns the command that adds a module to those of GOPRIVATE.
std::string private_command(const Facts& facts, const std::string& module) {
    const GoSetting* setting = facts.settings.find("GOPRIVATE");
    const GoSetting known = setting == nullptr ? GoSetting() : *setting;
    return change_command("GOPRIVATE", known,
                          known.value.empty() ? module : known.value + "," + module);
}

Finding finding_of(const Facts& facts, const HostAnswer& answer, std::string seen) {
    // A pattern of GOPRIVATE need not be the name of a host.
    const bool is_guess = answer.host.role == Host::Role::kPrivate;
    return {.confidence = is_guess ? Confidence::kPossible : Confidence::kCertain,
            .seen = std::move(seen),
            .why = effect_on(answer.host),
            .mend = remedies(facts, answer.host)};
}

/// Returns the answers that matter: a database that the proxy passes on is not asked itself, and
/// the proxy is judged once.
std::vector<HostAnswer> judged_answers(const Facts& facts) {
    const auto& all = facts.network.hosts;
    const bool is_mirrored = std::any_of(all.begin(), all.end(), [](const HostAnswer& one) {
        return one.host.role == Host::Role::kChecksumMirror && one.status == 200;
    });
    std::vector<HostAnswer> judged;
    std::copy_if(all.begin(), all.end(), std::back_inserter(judged), [&](const HostAnswer& one) {
        return one.host.role != Host::Role::kChecksumMirror &&
               !(is_mirrored && one.host.role == Host::Role::kChecksumDatabase);
    });
    return judged;
}

}  // namespace

Findings check_host_hangs(const Facts& facts) {
    Findings findings;
    for (const HostAnswer& answer : judged_answers(facts)) {
        if (!answer.hung) continue;
        findings.push_back(finding_of(facts, answer,
                                      with_capital(described(answer.host)) +
                                          " hangs: " + step_of(answer.reached) +
                                          " did not come in time" + times_of(answer) + "."));
    }
    return findings;
}

Findings check_host_unreachable(const Facts& facts) {
    Findings findings;
    for (const HostAnswer& answer : judged_answers(facts)) {
        if (answer.error.empty()) continue;
        findings.push_back(finding_of(facts, answer,
                                      with_capital(described(answer.host)) + " fails at " +
                                          step_of(answer.reached) + ": " + answer.error +
                                          times_of(answer) + "."));
    }
    return findings;
}

Findings check_host_refuses(const Facts& facts) {
    Findings findings;
    for (const HostAnswer& answer : judged_answers(facts)) {
        const bool wants_login =
            answer.status == 401 || answer.status == 403 || answer.status == 407;
        if (!answer.error.empty() || (!wants_login && answer.status < 500)) continue;
        Finding finding =
            finding_of(facts, answer,
                       with_capital(described(answer.host)) + " replied with the HTTP status " +
                           std::to_string(answer.status) + times_of(answer) + ".");
        if (wants_login) {
            finding.confidence = Confidence::kPossible;
            finding.why =
                "It wants a login. The go command takes one from ~/.netrc or GOAUTH, "
                "which the doctor does not use.";
            finding.mend = {
                "machine " + answer.host.url.host + " login … password …  # a line of ~/.netrc",
                "go env -w GOAUTH=netrc"};
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

Findings check_host_slow(const Facts& facts) {
    Findings findings;
    for (const HostAnswer& answer : judged_answers(facts)) {
        std::chrono::nanoseconds sum{0};
        for (const auto& time :
             {answer.name_time, answer.connect_time, answer.tls_time, answer.first_byte_time}) {
            sum += time.value_or(0ns);
        }
        if (answer.reached != HostStep::kDone || sum < kSlowReply) continue;
        findings.push_back(finding_of(facts, answer,
                                      with_capital(described(answer.host)) + " took " +
                                          core::human(sum) + " to reply" + times_of(answer) + "."));
    }
    return findings;
}

Findings check_module_unavailable(const Facts& facts) {
    using Found = MissingModule::Place;
    Findings findings;
    for (const MissingModule& one : facts.network.missing) {
        // A proxy that failed may have it.
        const bool is_not_at_proxy = one.proxy == Found::kHasNot || one.proxy == Found::kNotAsked;
        if (one.origin != Found::kHasNot || !is_not_at_proxy) continue;
        const std::string name = one.module + "@" + one.version;
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = name +
                     " is required, is not on this machine, and was found neither at a "
                     "module proxy nor at its origin: " +
                     one.origin_words + ".",
             .why = "Its packages are missing, and so is everything that imports them.",
             .mend = {"go get " + shell_word(one.module + "@latest"),
                      private_command(facts, one.module) +
                          "  # if it is private, and a login for its host"}});
    }
    return findings;
}

Findings check_proxy_misses_module(const Facts& facts) {
    using Found = MissingModule::Place;
    Findings findings;
    for (const MissingModule& one : facts.network.missing) {
        if (one.proxy != Found::kHasNot || one.origin != Found::kHasIt) continue;
        const std::string name = one.module + "@" + one.version;
        findings.push_back(
            {.confidence = Confidence::kLikely,
             .seen = "The module proxy has no " + name +
                     ", and its origin has: " + one.proxy_words + ".",
             .why = "A proxy remembers for some time that a version was not found, for instance "
                    "when it was asked before the version was published.",
             .mend = {"GOPROXY=direct GONOSUMDB=" + shell_word(one.module) + " go mod download " +
                          shell_word(name),
                      private_command(facts, one.module) + "  # if it is private"}});
    }
    return findings;
}

}  // namespace doctor
