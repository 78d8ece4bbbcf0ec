// The programs in use: every go and gopls on PATH, and the gopls that the proxy starts.
//
// Inspects files and runs none. Each folder gets a thread and a time limit, since it may be on a
// file system that does not answer.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "app/environment.hpp"
#include "app/gopls/find_gopls.hpp"

namespace doctor {

/// A program file.
struct Tool {
    std::string path;        ///< absolute, links not resolved
    std::string real;        ///< links resolved
    std::string found_in;    ///< `PATH`, `GOBIN`, `GOPATH/bin`, `~/go/bin`, or a setting
    std::string version;     ///< of gopls: `v0.23.0`; empty if unknown
    std::string built_with;  ///< the Go version it was built with; for go, its own
    bool script = false;     ///< begins with `#!`
    bool is_proxy = false;   ///< a gopls-proxy, this one or another
};

struct ToolFacts {
    std::vector<Tool> gos;      ///< on PATH, in its order, each file once
    std::vector<Tool> goplses;  ///< the same for gopls; without any gopls-proxy
    std::optional<Tool> gopls;  ///< the gopls that the proxy starts
    std::string gopls_missing;  ///< why there is none, one sentence
    /// The value of GOPACKAGESDRIVER; empty if unset.
    std::string driver_setting;
    /// The driver's program; empty if it was not found.
    std::string driver;
    /// Folders on PATH whose file system did not answer.
    std::vector<std::string> hanging;
};

/// Returns the installed programs. Takes little more than `limit` at most.
ToolFacts find_tools(const app::GoplsSearch& search, const app::Environment& environment,
                     std::chrono::milliseconds limit);

/// Returns whether the program is a shim of a version manager (asdf, mise, goenv, …), which starts
/// another program.
bool is_shim(const Tool& tool);

}  // namespace doctor
