#include "doctor/facts/gather_network.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "doctor/facts/in_thread.hpp"
#include "doctor/facts/module_cache.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

using namespace std::chrono_literals;

/// Each takes up to two commands.
constexpr std::size_t kMostMissing = 5;
/// The origin may be a large repository.
constexpr auto kOriginLimit = 20s;
constexpr auto kCacheLimit = 1s;

bool is_replaced(const Module& module, const Requirement& required) {
    return std::any_of(module.replacements.begin(), module.replacements.end(),
                       [&](const Replacement& one) { return one.path == required.path; });
}

bool is_in_cache(const std::string& cache, const Requirement& required) {
    std::error_code failure;
    return std::filesystem::exists(cache + "/cache/download/" + escaped_module(required.path) +
                                       "/@v/" + escaped_module(required.version) + ".mod",
                                   failure);
}

std::vector<Requirement> missing_requirements(const std::vector<Module>& modules,
                                              const std::string& cache) {
    std::vector<Requirement> missing;
    for (const Module& module : modules) {
        for (const Requirement& required : module.requirements) {
            if (missing.size() >= kMostMissing) return missing;
            if (is_replaced(module, required) || is_in_cache(cache, required)) continue;
            const bool is_known =
                std::any_of(missing.begin(), missing.end(), [&](const Requirement& one) {
                    return one.path == required.path && one.version == required.version;
                });
            if (!is_known) missing.push_back(required);
        }
    }
    return missing;
}

/// Returns GOPROXY without the origins: the proxies, or nothing if there is none.
std::string proxies_alone(std::string_view setting) {
    std::string list;
    for (const std::string& entry : split_at(setting, ",|")) {
        if (entry == "direct" || entry == "off" || entry == "noproxy") continue;
        list += (list.empty() ? "" : ",") + entry;
    }
    return list;
}

/// Returns the line that says why, which is not always the first.
std::string telling_words(const Ran& ran) {
    for (const std::string& line : split_at(ran.errors, "\n")) {
        if (says_not_found(line)) return line;
    }
    return first_words(ran);
}

/// A question to the go command about a module, and the answer's place.
class Questions {
  public:
    Questions(const Commands& commands, const Facts& facts, std::string scratch)
        : commands_(commands), environment_(facts.environment), scratch_(std::move(scratch)) {}

    void ask(const MissingModule& module, const std::string& proxy, MissingModule::Place& place,
             std::string& words) {
        Program program =
            commands_.go({"list", "-m", module.module + "@" + module.version}, scratch_, "off");
        const std::string cache = scratch_ + "/mod-" + std::to_string(programs_.size());
        program.environment = environment_;
        program.environment["GOPROXY"] = proxy;
        program.environment["GOMODCACHE"] = cache;
        program.environment["GOWORK"] = "off";
        program.environment["GOFLAGS"] = "-mod=mod";
        program.environment["GOTOOLCHAIN"] = "local";
        // The origin alone knows whether it is there.
        if (proxy == "direct") program.environment["GONOSUMDB"] = "*";
        programs_.push_back(std::move(program));
        answers_.emplace_back(&place, &words);
    }

    void run(Programs& programs) {
        const std::vector<Ran> results = programs.run(programs_, kOriginLimit);
        for (std::size_t i = 0; i < results.size(); ++i) {
            const Ran& ran = results[i];
            auto& [place, words] = answers_[i];
            *words = telling_words(ran);
            *place = ran.ok()                     ? MissingModule::Place::kHasIt
                     : says_not_found(ran.errors) ? MissingModule::Place::kHasNot
                                                  : MissingModule::Place::kFailed;
        }
    }

  private:
    const Commands& commands_;
    const app::Environment& environment_;
    const std::string scratch_;
    std::vector<Program> programs_;
    std::vector<std::pair<MissingModule::Place*, std::string*>> answers_;
};

}  // namespace

bool says_not_found(std::string_view words) {
    for (const std::string_view part :
         {"404", "410", "not found", "unknown revision", "no matching versions", "does not exist",
          "no such file", "does not appear to be a git repository", "could not read Username",
          "no secure protocol found"}) {
        if (words.find(part) != std::string_view::npos) return true;
    }
    return false;
}

NetworkFacts ask_network(Commands& commands, const Facts& facts, const std::string& scratch) {
    NetworkFacts network;
    network.asked = true;
    const auto hosts = hosts_to_ask(facts.settings, facts.modules, facts.environment);
    auto answers =
        in_thread([hosts, limit = commands.programs().limit()] { return ask_hosts(hosts, limit); });

    const auto missing =
        in_time(kCacheLimit,
                [modules = facts.modules, cache = std::string(facts.settings.value("GOMODCACHE"))] {
                    return missing_requirements(modules, cache);
                },
                {});
    const std::string proxies = proxies_alone(facts.settings.value("GOPROXY"));
    for (const Requirement& one : missing) {
        MissingModule& module = network.missing.emplace_back();
        module.module = one.path;
        module.version = one.version;
    }
    Questions questions(commands, facts, scratch);
    for (MissingModule& module : network.missing) {
        if (scratch.empty() || !commands.has_go()) break;
        const bool is_private = matches_prefix(facts.settings.value("GONOPROXY"), module.module);
        if (!proxies.empty() && !is_private) {
            questions.ask(module, proxies, module.proxy, module.proxy_words);
        }
        questions.ask(module, "direct", module.origin, module.origin_words);
    }
    questions.run(commands.programs());
    network.hosts = answers.get();
    return network;
}

}  // namespace doctor
