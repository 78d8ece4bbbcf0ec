#include "support/fake_gopls/arguments.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace fake_gopls {
namespace {

struct Flag {
    std::string_view name;
    bool takes_value;
};

// gopls v0.23.0, the global flags and those of `serve`.
constexpr std::array kFlags{
    Flag{"v", false},
    Flag{"verbose", false},
    Flag{"vv", false},
    Flag{"veryverbose", false},
    Flag{"rpc.trace", false},
    Flag{"remote", true},
    Flag{"remote.debug", true},
    Flag{"remote.listen.timeout", true},
    Flag{"remote.logfile", true},
    Flag{"ocagent", true},
    Flag{"profile.cpu", true},
    Flag{"profile.mem", true},
    Flag{"logfile", true},
    Flag{"mode", true},
    Flag{"port", true},
    Flag{"listen", true},
    Flag{"listen.timeout", true},
    Flag{"debug", true},
    Flag{"mcp.listen", true},
};

}  // namespace

Arguments parse(const std::vector<std::string>& argv) {
    std::vector<std::string> words;
    for (std::size_t i = 1; i < argv.size(); ++i) {
        if (argv[i].size() < 2 || argv[i][0] != '-') {
            words.push_back(argv[i]);
            continue;
        }
        const std::size_t dashes = argv[i][1] == '-' ? 2 : 1;
        const std::size_t equals = argv[i].find('=');
        const std::string name = argv[i].substr(dashes, equals - dashes);
        // After `version`, the one word that has flags of its own here.
        if (name == "json" && !words.empty()) {
            words.push_back(name);
            continue;
        }
        const auto flag = std::find_if(kFlags.begin(), kFlags.end(),
                                       [&](const Flag& known) { return known.name == name; });
        if (flag == kFlags.end())
            return {Arguments::Action::kRefused, "flag provided but not defined: -" + name + "\n"};
        if (flag->takes_value && equals == std::string::npos) ++i;
    }
    if (words.empty() || words[0] == "serve") return {};
    if (words[0] != "version")
        return {Arguments::Action::kRefused, "gopls: unknown command \"" + words[0] + "\"\n"};
    const bool as_json = std::find(words.begin(), words.end(), "json") != words.end();
    return {as_json ? Arguments::Action::kVersionJson : Arguments::Action::kVersion, ""};
}

}  // namespace fake_gopls
