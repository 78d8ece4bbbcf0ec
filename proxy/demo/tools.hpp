// What the demo needs and cannot bring along: a gopls and a Go.
#pragma once

#include <string>

#include "app/environment.hpp"
#include "app/result.hpp"

namespace demo {

using app::throw_exception_from_error;

struct Tools {
    std::string gopls;
    std::string go;          ///< the real one, behind whatever stands for it on PATH
    std::string go_version;  ///< `go1.26.8`
    std::string self;        ///< the proxy: this program
};

/// A missing program and the remedy, in one sentence.
struct Missing {
    std::string sentence;
};

/// `gopls_option`: from the command line, may be empty; `gopls_setting`: from the configuration.
boost::system::result<Tools, Missing> find_tools(const std::string& gopls_option,
                                                 const std::string& gopls_setting,
                                                 const app::Environment& environment);

}  // namespace demo
