#include "bench/cost_baseline.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/frames.hpp"

namespace bench {
namespace {

constexpr const char* kBuiltWith = "built_with";

std::string sentence(const std::string& tool, const CostKind& kind, double stored, double now) {
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "%s of \"%s\": %.12g stored, %.12g now, %+.1f %%",
                  tool.c_str(), kind.name.c_str(), stored, now, (now / stored - 1) * 100);
    return text.data();
}

}  // namespace

nlohmann::ordered_json to_json(const Costs& costs) {
    nlohmann::ordered_json result{{kBuiltWith, costs.built_with}};
    for (const auto& [tool, kinds] : costs.each)
        for (const auto& [kind, each] : kinds) {
            // Whole numbers are written without a fraction, for readers of the file.
            const bool whole = each == std::floor(each);
            result[tool][kind] =
                whole ? nlohmann::ordered_json(std::llround(each)) : nlohmann::ordered_json(each);
        }
    return result;
}

void store(const Costs& costs, const std::string& path) {
    std::ofstream file(path);
    file << to_json(costs).dump(2) << '\n';
    file.close();
    if (!file) throw Failure("cannot write " + path);
}

Costs read_stored(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw Failure("cannot read " + path);
    try {
        const auto content = nlohmann::json::parse(file);
        Costs costs;
        for (const auto& [key, value] : content.items()) {
            if (key == kBuiltWith)
                costs.built_with = value.get<std::string>();
            else
                costs.each[key] = value.get<std::map<std::string, double>>();
        }
        return costs;
    } catch (const nlohmann::json::exception& error) {
        throw Failure(path + ": " + error.what());
    }
}

Comparison compare(const Costs& stored, const Costs& now) {
    Comparison result;
    for (const auto& [tool, kinds] : stored.each) {
        const auto counted = now.each.find(tool);
        if (counted == now.each.end()) {
            result.not_compared.push_back(tool + ": not counted on this machine");
            continue;
        }
        if (tool == "instructions" && stored.built_with != now.built_with) {
            result.not_compared.push_back(tool + ": stored with " + stored.built_with +
                                          "; this build: " + now.built_with);
            continue;
        }
        for (const auto& kind : cost_kinds()) {
            const auto before = kinds.find(kind.name);
            const auto today = counted->second.find(kind.name);
            if (before == kinds.end() || today == counted->second.end()) {
                result.not_compared.push_back(tool + " of \"" + kind.name + "\": not stored");
                continue;
            }
            const auto text = sentence(tool, kind, before->second, today->second);
            if (today->second > before->second * (1 + kind.margin)) result.grown.push_back(text);
            if (today->second * (1 + kind.margin) < before->second) result.fallen.push_back(text);
        }
    }
    return result;
}

}  // namespace bench
