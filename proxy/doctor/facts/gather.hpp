// Gathers all facts about a folder. Every step has a time limit, and independent steps run at the
// same time. Changes nothing, and uses no network unless it is asked to.
#pragma once

#include <chrono>
#include <functional>
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
    std::string log = {};  ///< a log to read as well, absolute; empty: none
    /// The time for each command of `load` and `build`, and for `deep`.
    std::chrono::milliseconds load_limit = std::chrono::seconds(60);
    bool deep = false;     ///< also verify caches against their checksums
    bool load = false;     ///< also run gopls's `go list`
    bool build = false;    ///< also build
    bool network = false;  ///< also ask the hosts that modules come from
    /// Leave out packages with cgo, editors, running programs and the machine.
    bool only_modules = false;
    /// Returns the processes left behind and the locks; called in a thread, which it may outlive
    /// the examination in. Null: they are unknown.
    std::function<ProcessFacts()> read_processes = {};
    /// Asked from several threads. Once it returns false, programs are killed and no more are
    /// started, and the facts are of no use. Null: nobody interrupts.
    std::function<bool()> keep_going = {};
};

/// Returns the facts, or why the folder cannot be examined. Blocking.
boost::system::result<Facts, app::Failure> gather(const Question& question);

}  // namespace doctor
