#include "doctor/checks/packages_driver.hpp"

#include "doctor/facts/facts.hpp"

namespace doctor {

Findings check_driver_missing(const Facts& facts) {
    const std::string& setting = facts.tools.driver_setting;
    if (setting.empty() || setting == "off" || !facts.tools.driver.empty()) return {};
    return {{.seen = "GOPACKAGESDRIVER (from the environment) is " + setting +
                     ", which is not a program.",
             .why = "gopls starts it to load packages, and loads nothing when that fails.",
             .mend = {"unset GOPACKAGESDRIVER", "export GOPACKAGESDRIVER=/path/to/the/driver"}}};
}

Findings check_driver_in_use(const Facts& facts) {
    if (facts.tools.driver.empty() || facts.tools.driver_setting == "off") return {};
    const bool by_setting = !facts.tools.driver_setting.empty();
    return {
        {.confidence = Confidence::kPossible,
         .seen = "gopls loads packages with " + facts.tools.driver +
                 (by_setting ? ", as GOPACKAGESDRIVER says."
                             : ", since a program of this name on PATH is used."),
         .why = "The driver decides which packages gopls knows and how long it takes; go.mod and "
                "go.work do not count.",
         .mend = {by_setting ? "unset GOPACKAGESDRIVER  # unless this is a Bazel workspace"
                             : "export GOPACKAGESDRIVER=off  # unless this is a Bazel workspace"}}};
}

}  // namespace doctor
