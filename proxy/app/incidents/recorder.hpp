// Records the incidents of a session: gathers evidence from the core, from gopls and from the go
// command, and has it written.
//
// The core's evidence, the messages and gopls's stderr are on disk before any process is ended
// (`when_written`). The rest is added later, and holds up nothing.
#pragma once

#include <functional>
#include <string>

#include "app/config/configured.hpp"
#include "app/incidents/document.hpp"
#include "app/incidents/go_env.hpp"
#include "app/incidents/writer.hpp"
#include "core/base/effect.hpp"
#include "io/background.hpp"
#include "io/timer.hpp"

namespace app::incidents {

struct RecorderOptions {
    std::string state_folder;
    std::string gopls;  ///< path
    std::string mark;   ///< of the proxy
    bool keeps_stderr = true;
};

struct RecorderEvents {
    std::function<void(const std::string& folder)> begun;  ///< a new incident's folder
    std::function<void(const std::string& sentence)> warning;
    /// Nothing is being written and no command runs.
    std::function<void()> idle;
};

/// The gopls that an incident is about.
struct Subject {
    int pid = 0;
    Environment environment;
    std::string stderr_tail;
    int debug_port = 0;  ///< of `evidence.debug_port`; 0: none
};

class Recorder {
  public:
    Recorder(io::Loop& loop, RecorderOptions options, const Configured& configured,
             RecorderEvents events);

    /// Begins an incident (returns true), or updates the current one.
    bool record(const core::effect::Incident& incident, const Subject& subject);
    /// Adds the stderr of a server, taken before its end, to the current incident, beside that of
    /// others.
    void add_stderr(core::Generation generation, std::string tail);
    /// Adds stacks to the incident that was current (`current`) when they were requested, beside
    /// others.
    void add_stacks(const std::string& id, std::string stacks);
    void add_go_stacks(const std::string& id, std::string stacks);
    /// See Writer::when_written.
    void when_written(std::function<void()> call) { writer_.when_written(std::move(call)); }
    /// The session's first load has succeeded: remembers the module files as a working state.
    void loaded_well();
    /// The session ends: starts nothing more and ends running commands, but continues to write.
    void stop() {
        go_timer_.disarm();
        go_env_.stop();
    }

    bool idle() const { return writer_.idle() && !go_env_.running(); }
    /// Returns the id of the newest incident; empty if there is none.
    const std::string& latest() const { return facts_.id; }
    /// Returns the id of the current incident; empty if there is none.
    std::string current() const { return open_ ? facts_.id : std::string(); }

  private:
    void begin(const core::effect::Incident& incident, const Subject& subject);
    void write_document();
    void write_stderr(const std::string& name, std::string tail);
    void find_version(int pid);
    void ask_go(const Environment& environment);
    std::string modules_root() const { return below_state("/modules"); }
    /// Returns an empty path if nothing can be stored.
    std::string below_state(const char* name) const {
        return options_.state_folder.empty() ? std::string() : options_.state_folder + name;
    }

    RecorderOptions options_;
    Configured configured_;
    RecorderEvents events_;
    Facts facts_;
    std::string core_json_;
    int number_ = 0;
    core::Generation generation_ = 0;
    bool open_ = false;
    Writer writer_;
    GoEnv go_env_;
    io::Timer go_timer_;
    io::Background background_;
};

}  // namespace app::incidents
