// Everything that the checks look at. Values only.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "doctor/facts/checksums.hpp"
#include "doctor/facts/costly_settings.hpp"
#include "doctor/facts/editor_settings.hpp"
#include "doctor/facts/go_settings.hpp"
#include "doctor/facts/gopls_api.hpp"
#include "doctor/facts/load.hpp"
#include "doctor/facts/machine.hpp"
#include "doctor/facts/modules.hpp"
#include "doctor/facts/network.hpp"
#include "doctor/facts/open_ports.hpp"
#include "doctor/facts/packages.hpp"
#include "doctor/facts/server_log.hpp"
#include "doctor/facts/servers.hpp"
#include "doctor/facts/tools.hpp"
#include "doctor/facts/tree.hpp"

namespace doctor {

/// A program that was killed because it did not end in time.
struct Unfinished {
    std::string command;  ///< `go list -m all`
    std::string folder;
    std::chrono::milliseconds limit{0};
};

/// Build tags, and where they were set.
struct TagSetting {
    std::string source;  ///< `go.buildTags`
    std::string tags;    ///< sorted, separated by commas
    std::string file;
};

struct Facts {
    std::string folder;        ///< the examined folder, absolute, links resolved
    std::string given_folder;  ///< the same as given, absolute
    app::Environment environment;
    ToolFacts tools;
    GoSettings settings;
    Tree tree;
    std::vector<Module> modules;  ///< the one of the folder, those below, those in go.work
    std::vector<WorkFile> works;  ///< at most one: the go.work in use
    std::string work_above;       ///< the nearest go.work in the folder or above; may be empty
    std::vector<VersionChange> version_changes;
    PackageFacts packages;
    std::vector<TagSetting> editor_tags;
    std::vector<RunningGopls> servers;
    std::vector<EditorFile> editor_files;  ///< of the user first, then those in the folder
    GoplsApi gopls_api;                    ///< of the gopls in use
    std::vector<OpenPort> open_ports;
    std::vector<Price> prices;  ///< of costly settings, if they were measured
    std::vector<Unfinished> unfinished;
    MachineFacts machine;
    NetworkFacts network;
    ServerLog log;
    Verification verification;   ///< of `--deep`
    std::vector<GoRun> go_runs;  ///< of `--load` and `--build`

    /// Returns the module that contains the folder, or null.
    const Module* module() const;
    /// Returns the go.work in use, or null.
    const WorkFile* work() const;
};

}  // namespace doctor
