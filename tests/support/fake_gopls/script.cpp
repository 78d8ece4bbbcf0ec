#include "support/fake_gopls/script.hpp"

#include <fstream>
#include <stdexcept>

namespace fake_gopls {

Script::Script(const std::string& path, int process) {
    if (path.empty()) return;
    std::ifstream file(path);
    const nlohmann::json script = nlohmann::json::parse(file, nullptr, false);
    if (script.is_discarded() || !script.is_object())
        throw std::runtime_error("fake gopls: the script is not a JSON object: " + path);
    for (const nlohmann::json& rule : script.value("rules", nlohmann::json::array())) {
        const int wanted = rule.value("process", 0);
        if (wanted == 0 || wanted == process) rules_.push_back(rule);
    }
}

std::vector<nlohmann::json> Script::next(const std::string& event) {
    const int nth = ++occurrences_[event];
    std::vector<nlohmann::json> matching;
    for (const nlohmann::json& rule : rules_) {
        const int wanted = rule.value("nth", 0);
        if (rule.value("on", "") == event && (wanted == 0 || wanted == nth))
            matching.push_back(rule);
    }
    return matching;
}

}  // namespace fake_gopls
