#include "app/config/table.hpp"

#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>

#include "app/config/mistakes.hpp"
#include "app/config/suggest.hpp"
#include "app/config/values.hpp"
#include "observability/metrics/address.hpp"

namespace app {

namespace {

using namespace std::chrono_literals;
using std::string_view;

constexpr std::array<string_view, 3> kModes = {"act", "observe", "off"};
constexpr std::array<string_view, 2> kSpins = {"tell", "act"};
constexpr std::array<string_view, 2> kSwitch = {"off", "on"};
constexpr std::array<string_view, 2> kRemotes = {"strip", "observe"};
constexpr std::array<string_view, 4> kPolicies = {"clean-on-stall", "warm-first", "always-clean",
                                                  "never-clean"};
constexpr std::array<string_view, 5> kLevels = {"debug", "info", "warn", "error", "off"};

// The words of a choice stand in the order of the enumerators.
static_assert(static_cast<int>(core::Mode::kOff) == 2);
static_assert(static_cast<int>(core::SpinPolicy::kAct) == 1);
static_assert(static_cast<int>(core::RemotePolicy::kObserve) == 1);
static_assert(static_cast<int>(core::CachePolicy::kNeverClean) == 3);
static_assert(static_cast<int>(LogLevel::kOff) == 4);

constexpr core::Duration kLeastWindow = 50ms;
constexpr core::Duration kMostWindow = 24h;
constexpr core::Duration kLeastSlow = 1ms;
constexpr core::Duration kMostSlow = 1h;
constexpr std::size_t kLeastBytes = std::size_t{64} << 10;
constexpr std::size_t kMostBytes = std::size_t{4} << 30;

template <auto Group, auto Member>
core::Duration& duration_at(Configured& configured) {
    return (configured.settings.*Group).*Member;
}

template <auto Group, auto Member>
constexpr DurationKind window() {
    return {&duration_at<Group, Member>, kLeastWindow, kMostWindow};
}

template <auto Group, auto Member>
constexpr DurationKind duration(core::Duration least, core::Duration most) {
    return {&duration_at<Group, Member>, least, most};
}

template <auto Member>
constexpr SizeKind size() {
    return {[](Configured& c) -> std::size_t& { return c.settings.*Member; }, kLeastBytes,
            kMostBytes};
}

/// Enumerators count from 0, in the order of the words.
template <auto Member>
constexpr ChoiceKind choice(std::span<const string_view> words) {
    return {words, [](const Configured& c) { return static_cast<std::size_t>(c.settings.*Member); },
            [](Configured& c, std::size_t index) {
                auto& value = c.settings.*Member;
                value = static_cast<std::remove_reference_t<decltype(value)>>(index);
            }};
}

constexpr auto kStall = &core::Settings::stall;
constexpr auto kBudget = &core::Settings::budget;
constexpr auto kStorm = &core::Settings::storm;
constexpr auto kSlow = &core::Settings::slow;
using Stall = core::StallSettings;
using Budget = core::BudgetSettings;
using Slow = core::SlowSettings;

const std::array kTable = {
    Setting{"mode", choice<&core::Settings::mode>(kModes),
            "`act` replaces a stuck gopls; `observe` detects and reports, but changes nothing; "
            "`off` only forwards and times"},
    Setting{"gopls", PathKind{[](Configured& c) -> std::string& { return c.gopls; }, true},
            "path of the real gopls, or its name in PATH; by default the proxy searches "
            "PATH, GOBIN, GOPATH/bin and ~/go/bin, and skips any gopls-proxy"},
    Setting{"spin", choice<&core::Settings::spin>(kSpins),
            "action beyond a hard limit while gopls burns CPU: `tell` reports it, `act` "
            "replaces gopls"},
    Setting{"remote", choice<&core::Settings::remote>(kRemotes),
            "treatment of `-remote`, which moves gopls into a daemon: `strip` removes the "
            "flag, `observe` passes it on, and the proxy only observes"},
    Setting{"stall.window", window<kStall, &Stall::window>(),
            "how long gopls may do no work, with a request open, before it counts as stuck"},
    Setting{"stall.load_window", window<kStall, &Stall::load_window>(),
            "the same while a workspace loads or a `go` command runs"},
    Setting{"stall.network_window", window<kStall, &Stall::network_window>(),
            "the same while a `go` command waits on a silent connection"},
    Setting{"stall.editor_window", window<kStall, &Stall::editor_window>(),
            "how long gopls may wait for the editor before the proxy answers instead"},
    Setting{"stall.hard_limit", window<kStall, &Stall::hard_limit>(),
            "how long one request may take while gopls burns CPU, or while a child other than a "
            "`go` command is inactive"},
    Setting{"stall.load_hard_limit", window<kStall, &Stall::load_hard_limit>(),
            "the same during a load; gopls itself gives up after 10m"},
    Setting{"stall.sample_interval", duration<kStall, &Stall::sample_interval>(10ms, 1min),
            "how often a gopls with an open request is sampled"},
    Setting{"stall.retry_interval", window<kStall, &Stall::retry_interval>(),
            "how often to retry with network access after switching to an offline gopls"},
    Setting{"stale.window",
            DurationKind{[](Configured& c) -> core::Duration& { return c.settings.stale_window; },
                         kLeastWindow, kMostWindow},
            "how long an editor that watches files may take to report a file that changed on "
            "disk; after that the proxy reports it"},
    Setting{"storm.loads",
            CountKind{[](Configured& c) -> int& { return c.settings.storm.loads; }, 2, 1000},
            "number of package loads within `storm.period`, with few saves, that counts as a "
            "reload storm"},
    Setting{"storm.period", window<kStorm, &core::StormSettings::period>(),
            "period for `storm.loads`"},
    Setting{"cache.policy", choice<&core::Settings::cache_policy>(kPolicies),
            "cache of a replacement. `clean-on-stall`: clean after a stall; after a crash the "
            "same, and clean if the crash comes back or blames the cache. `warm-first`: the same "
            "cache first, a clean one if the fault comes back. `always-clean`: always clean. "
            "`never-clean`: always the same"},
    Setting{
        "budget.replacements",
        CountKind{[](Configured& c) -> int& { return c.settings.budget.replacements; }, 0, 1000},
        "maximum number of automatic replacements within `budget.period`; beyond it "
        "gopls is left alone"},
    Setting{"budget.period", window<kBudget, &Budget::period>(),
            "period for `budget.replacements`"},
    Setting{"budget.max_spacing", duration<kBudget, &Budget::max_spacing>(0s, 1h),
            "upper bound of the random pause between two replacements"},
    Setting{"slow.interactive", duration<kSlow, &Slow::interactive>(kLeastSlow, kMostSlow),
            "time after which a waiting jump or hover is logged as slow"},
    Setting{"slow.threshold", duration<kSlow, &Slow::other>(kLeastSlow, kMostSlow),
            "the same for all other requests"},
    Setting{"slow.editor", duration<kSlow, &Slow::editor>(kLeastSlow, kMostSlow),
            "time for the editor to read a reply, after which its request is logged as slow"},
    Setting{"evidence.debug_port",
            ChoiceKind{kSwitch, [](const Configured& c) { return std::size_t{c.debug_port}; },
                       [](Configured& c, std::size_t index) { c.debug_port = index == 1; }},
            "`on`: gopls opens its debug port on the loopback, so that an incident contains "
            "the goroutines of a living gopls. **Every program and web page on this machine "
            "can then read your buffers**: enable it only to investigate a fault"},
    Setting{"control.socket",
            ChoiceKind{kSwitch, [](const Configured& c) { return std::size_t{c.control_socket}; },
                       [](Configured& c, std::size_t index) { c.control_socket = index == 1; }},
            "`off`: no control socket, so `gopls-proxy status` does not see the session"},
    Setting{
        "trace.ring",
        ChoiceKind{kSwitch, [](const Configured& c) { return std::size_t{c.settings.trace_ring}; },
                   [](Configured& c, std::size_t index) { c.settings.trace_ring = index == 1; }},
        "`on`: the session always keeps its newest 8192 requests and events in memory, so that "
        "`gopls-proxy trace --past` writes them"},
    Setting{"trace.gopls",
            ChoiceKind{kSwitch, [](const Configured& c) { return std::size_t{c.traces_gopls}; },
                       [](Configured& c, std::size_t index) { c.traces_gopls = index == 1; }},
            "`on`: gopls also sends what it did for each message, such as loads and type checks, "
            "and `gopls-proxy trace` shows it. For gopls v0.23 and newer, which then uses some "
            "more time and memory"},
    Setting{"log.file", PathKind{[](Configured& c) -> std::string& { return c.log_file; }, false},
            "path of the log; by default gopls-proxy.log in the state folder"},
    Setting{
        "log.level",
        ChoiceKind{
            kLevels, [](const Configured& c) { return static_cast<std::size_t>(c.log_level); },
            [](Configured& c, std::size_t index) { c.log_level = static_cast<LogLevel>(index); }},
        "minimum severity of log lines"},
    Setting{"metrics.file",
            PathKind{[](Configured& c) -> std::string& { return c.metrics_file; }, false},
            "path of a file that is rewritten with the session's metrics, for the textfile "
            "collector of node_exporter; `%p` is the proxy's pid, which is otherwise inserted "
            "before the extension"},
    Setting{
        "metrics.interval",
        DurationKind{[](Configured& c) -> core::Duration& { return c.metrics_interval; }, 1s, 1h},
        "how often that file is rewritten"},
    Setting{"metrics.address",
            AddressKind{[](Configured& c) -> std::string& { return c.metrics_address; }},
            "loopback address and port at which Prometheus finds the metrics; port 0 is any free "
            "port"},
    Setting{"limits.frame", size<&core::Settings::max_frame_bytes>(),
            "maximum size of a message; larger ones are refused"},
    Setting{"limits.queue", size<&core::Settings::max_queue_bytes>(),
            "maximum size of the input that is buffered while gopls does not read"},
};

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

std::string range_text(std::string least, std::string_view most) {
    return std::move(least) + " to " + std::string(most);
}

std::optional<std::string> set_duration(core::Duration& value, std::string_view text,
                                        core::Duration least, core::Duration most) {
    const std::string allowed =
        allowed_clause(range_text(format_duration(least), format_duration(most)));
    const auto parsed = parse_duration(text);
    if (!parsed) {
        return ": not a duration, which is a number with a unit: 5s, 300ms, 1m30s" + allowed;
    }
    if (*parsed < least) return ": too short" + allowed;
    if (*parsed > most) return ": too long" + allowed;
    value = *parsed;
    return std::nullopt;
}

}  // namespace

std::span<const Setting> settings_table() {
    return kTable;
}

std::string flag_name(string_view name) {
    std::string flag = "--proxy-";
    for (const char c : name) flag += c == '.' || c == '_' ? '-' : c;
    return flag;
}

std::string variable_name(string_view name) {
    std::string variable = "GOPLS_PROXY_";
    for (const char c : name) {
        variable += c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return variable;
}

std::string allowed_text(const Setting& setting) {
    return std::visit(
        Overloaded{
            [](const DurationKind& k) {
                return range_text(format_duration(k.least), format_duration(k.most));
            },
            [](const SizeKind& k) { return range_text(format_size(k.least), format_size(k.most)); },
            [](const CountKind& k) {
                return range_text(std::to_string(k.least), std::to_string(k.most));
            },
            [](const ChoiceKind& k) {
                return alternatives({k.words.begin(), k.words.end()});
            },
            [](const PathKind& k) {
                return std::string(k.bare_name_allowed ? "a name, " : "") +
                       "an absolute path or a path that begins with ~/";
            },
            [](const AddressKind&) {
                return std::string("127.0.0.1, localhost or [::1], with a port: 127.0.0.1:9464");
            },
        },
        setting.kind);
}

std::string allowed_for_method() {
    return range_text(format_duration(kLeastSlow), format_duration(kMostSlow));
}

std::optional<std::string> assign(const Setting& setting, Configured& configured, string_view text,
                                  const std::string& source) {
    const std::string allowed = allowed_clause(allowed_text(setting));
    auto complaint = std::visit(
        Overloaded{
            [&](const DurationKind& k) {
                return set_duration(k.at(configured), text, k.least, k.most);
            },
            [&](const SizeKind& k) -> std::optional<std::string> {
                const auto parsed = parse_size(text);
                if (!parsed) {
                    return ": not a size, which is a number of bytes, or one with KiB, MiB or "
                           "GiB: 64MiB" +
                           allowed;
                }
                if (*parsed < k.least) return ": too small" + allowed;
                if (*parsed > k.most) return ": too large" + allowed;
                k.at(configured) = static_cast<std::size_t>(*parsed);
                return std::nullopt;
            },
            [&](const CountKind& k) -> std::optional<std::string> {
                int number = 0;
                const char* const end = text.data() + text.size();
                const auto [at, error] = std::from_chars(text.data(), end, number);
                if (error != std::errc() || at != end) return ": not a whole number" + allowed;
                if (number < k.least) return ": too small" + allowed;
                if (number > k.most) return ": too large" + allowed;
                k.at(configured) = number;
                return std::nullopt;
            },
            [&](const ChoiceKind& k) -> std::optional<std::string> {
                for (std::size_t i = 0; i < k.words.size(); ++i) {
                    if (k.words[i] != text) continue;
                    k.set(configured, i);
                    return std::nullopt;
                }
                return allowed + did_you_mean(text, k.words);
            },
            [&](const PathKind& k) -> std::optional<std::string> {
                const bool bare = text.find_first_of("/\\") == string_view::npos && text != "~";
                const bool absolute =
                    std::filesystem::path(text).is_absolute() || text.starts_with("~/");
                // A relative path would name something in the workspace that happens to be open,
                // and opening a repository must not run its programs.
                if (!text.empty() && !absolute && !(bare && k.bare_name_allowed)) {
                    return ": not an absolute path" + allowed;
                }
                k.at(configured) = text;
                return std::nullopt;
            },
            [&](const AddressKind& k) -> std::optional<std::string> {
                if (!text.empty() && !observability::metrics::parse_address(text)) {
                    return ": not a loopback address with a port, and no other may be used" +
                           allowed;
                }
                k.at(configured) = text;
                return std::nullopt;
            },
        },
        setting.kind);
    if (!complaint) configured.sources[std::string(setting.name)] = source;
    return complaint;
}

std::optional<std::string> assign_method(string_view method, Configured& configured,
                                         string_view text, const std::string& source) {
    core::Duration threshold{};
    auto complaint = set_duration(threshold, text, kLeastSlow, kMostSlow);
    if (complaint) return complaint;
    configured.settings.slow.methods[std::string(method)] = threshold;
    configured.sources[std::string(kMethodPrefix) + std::string(method)] = source;
    return std::nullopt;
}

std::string value_text(const Setting& setting, Configured configured) {
    return std::visit(
        Overloaded{
            [&](const DurationKind& k) { return format_duration(k.at(configured)); },
            [&](const SizeKind& k) { return format_size(k.at(configured)); },
            [&](const CountKind& k) { return std::to_string(k.at(configured)); },
            [&](const ChoiceKind& k) { return std::string(k.words[k.get(configured)]); },
            [&](const PathKind& k) { return k.at(configured); },
            [&](const AddressKind& k) { return k.at(configured); },
        },
        setting.kind);
}

bool is_number(const Setting& setting) {
    return std::holds_alternative<CountKind>(setting.kind);
}

}  // namespace app
