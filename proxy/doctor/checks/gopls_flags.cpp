#include "doctor/checks/gopls_flags.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "app/config/suggest.hpp"
#include "app/gopls/flags.hpp"
#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// Flags with an address on which gopls, or its daemon, listens.
constexpr std::array<std::string_view, 4> kAddressFlags = {"debug", "listen", "mcp.listen",
                                                           "remote.debug"};

/// A flag in a settings file, and the setting with its first word.
using UseFlag = std::function<void(const EditorFile&, const EditorSetting&, const app::Flag&)>;

void for_each_flag(const Facts& facts, const UseFlag& use) {
    for (const EditorFile& file : facts.editor_files) {
        std::vector<std::string> words;
        for (const EditorSetting& word : file.flags) words.push_back(word.value.get<std::string>());
        for (const app::Flag& flag : app::read_flags(words).flags) {
            use(file, file.flags[flag.first], flag);
        }
    }
}

bool is_of_proxy(const app::Flag& flag) {
    return flag.name.starts_with("proxy-");
}

/// Returns the address on which the flag lets gopls listen; empty if it does not.
std::string address_of(const app::Flag& flag) {
    if (!flag.value) return {};
    if (flag.name == "port") return *flag.value == "0" ? "" : ":" + *flag.value;
    const bool has_address =
        std::find(kAddressFlags.begin(), kAddressFlags.end(), flag.name) != kAddressFlags.end();
    return has_address ? *flag.value : "";
}

}  // namespace

Findings check_gopls_flag_unknown(const Facts& facts) {
    Findings findings;
    const auto& known = facts.gopls_api.flags;
    if (known.empty()) return findings;
    const std::vector<std::string_view> names(known.begin(), known.end());
    for_each_flag(facts, [&](const EditorFile& file, const EditorSetting& word,
                             const app::Flag& flag) {
        if (known.contains(flag.name) || is_of_proxy(flag) || flag.name == "h" ||
            flag.name == "help") {
            return;
        }
        const std::string meant = app::did_you_mean(flag.name, names);
        findings.push_back({.seen = app::spelled(flag) + " is an unknown flag of " +
                                    facts.tools.gopls->path + (meant.empty() ? "." : meant),
                            .why = "gopls prints its usage and exits; the editor has no language "
                                   "server.",
                            .mend = {"remove " + app::spelled(flag) + " from " + word.place(),
                                     "gopls serve -h  # lists the flags"},
                            .place = Place{file.file, word.line}});
    });
    return findings;
}

Findings check_gopls_remote(const Facts& facts) {
    Findings findings;
    for_each_flag(facts, [&](const EditorFile& file, const EditorSetting& word,
                             const app::Flag& flag) {
        if (flag.name != "remote" || !flag.value || flag.value->empty()) return;
        findings.push_back(
            {.confidence = Confidence::kPossible,
             .seen = file.editor + " starts gopls with " + app::spelled(flag) + ".",
             .why = "gopls then only forwards to a daemon, which all editors share: one that hangs "
                    "stops them all, and it keeps the environment of the first. gopls-proxy "
                    "removes the flag, unless its setting `remote` is `observe`.",
             .mend = {"remove " + app::spelled(flag)},
             .place = Place{file.file, word.line}});
    });
    return findings;
}

Findings check_gopls_port_open(const Facts& facts) {
    Findings findings;
    constexpr const char* kWhy =
        "Other machines can connect to it: the debug pages show your code, and a server reads and "
        "changes files for whoever connects.";
    for_each_flag(
        facts, [&](const EditorFile& file, const EditorSetting& word, const app::Flag& flag) {
            const std::string address = address_of(flag);
            if (!is_open_to_network(address)) return;
            findings.push_back({.seen = file.editor + " starts gopls with " + app::spelled(flag) +
                                        ", a port that is open to the network.",
                                .why = kWhy,
                                .mend = {"write -" + (flag.name == "port" ? "listen" : flag.name) +
                                             "=" + on_loopback(address),
                                         "remove " + app::spelled(flag)},
                                .place = Place{file.file, word.line}});
        });
    for (const OpenPort& port : facts.open_ports) {
        findings.push_back({.seen = "gopls " + std::to_string(port.pid) + " listens on " +
                                    port.address + " (" + port.command + ").",
                            .why = kWhy,
                            .mend = {"kill " + std::to_string(port.pid),
                                     "start it with " + on_loopback(port.address)}});
    }
    return findings;
}

}  // namespace doctor
