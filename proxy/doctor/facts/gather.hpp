// Gathers all facts about a folder. Every step has a time limit, and independent steps run at the
// same time. Changes nothing, and uses no network.
#pragma once

#include <chrono>
#include <string>

#include "app/environment.hpp"
#include "app/gopls/find_gopls.hpp"
#include "app/result.hpp"
#include "doctor/facts/facts.hpp"

namespace doctor {

using app::throw_exception_from_error;

struct Question {
    std::string folder;       ///< as given; relative to the working folder
    app::GoplsSearch search;  ///< how the proxy finds gopls
    app::Environment environment;
    /// A program that takes longer is killed, and becomes a finding.
    std::chrono::milliseconds program_limit = std::chrono::seconds(5);
};

/// Returns the facts, or why the folder cannot be examined. Blocking.
boost::system::result<Facts, app::Failure> gather(const Question& question);

}  // namespace doctor
