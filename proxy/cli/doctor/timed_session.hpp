// One timed session with gopls: it loads a folder, opens a file and edits it. Blocking.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "app/environment.hpp"
#include "doctor/facts/costly_settings.hpp"

namespace cli::doctor {

struct TimedSession {
    std::string gopls;  ///< path of the program
    std::string folder;
    std::string file;  ///< a Go file in the folder, absolute
    app::Environment environment;
    nlohmann::json settings = nlohmann::json::object();  ///< sent to gopls
    bool asks_tokens = false;                            ///< for the semantic tokens of the file
    bool asks_hints = false;                             ///< for the inlay hints of the file
    /// Asked many times a second. Once it returns false, gopls is killed.
    std::function<bool()> keep_going = [] { return true; };
};

struct TimedRun {
    ::doctor::Price::Times times;
    std::string failure;  ///< why there are no times, a sentence without its dot
};

/// Runs a session to its end, for two minutes at most. The time after an edit is the median of
/// three. No file is changed.
TimedRun run_timed(const TimedSession& session);

}  // namespace cli::doctor
