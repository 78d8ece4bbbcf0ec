// The hosts that modules come from, and modules that are missing on this machine. Values only.
#pragma once

#include <string>
#include <vector>

#include "doctor/facts/host_probe.hpp"

namespace doctor {

/// A required module that is not in the module cache.
struct MissingModule {
    enum class Place {
        kNotAsked,  ///< GOPROXY has no proxy, or GONOPROXY matches the module
        kHasIt,
        kHasNot,  ///< "404 Not Found", "unknown revision"
        kFailed,  ///< for another reason, such as a time limit
    };
    std::string module;
    std::string version;
    Place proxy = Place::kNotAsked;
    Place origin = Place::kNotAsked;
    std::string proxy_words = {};  ///< of the go command
    std::string origin_words = {};
};

struct NetworkFacts {
    bool asked = false;
    std::vector<HostAnswer> hosts;
    std::vector<MissingModule> missing;
};

}  // namespace doctor
