// Keeps the incidents of a session: gathers what belongs to one, from the core,
// from gopls and from the go command, and has it written.
//
// What the core knows, the messages and gopls's stderr are on disk before anything
// is ended (`when_written`). The rest comes beside, and holds up nothing.
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
    std::function<void(const std::string& folder)> begun;  ///< an incident, in this folder
    std::function<void(const std::string& sentence)> warning;
    /// Nothing is being written and nothing runs.
    std::function<void()> idle;
};

/// The gopls that an incident is about.
struct Subject {
    int pid = 0;
    Environment environment;
    std::string stderr_tail;
};

class Recorder {
  public:
    Recorder(io::Loop& loop, RecorderOptions options, const Configured& configured,
             RecorderEvents events);

    /// Begins an incident (true), or tells it anew.
    bool record(const core::effect::Incident& incident, const Subject& subject);
    /// What a server wrote before it ended, to the incident under way, beside what others wrote.
    void add_stderr(core::Generation generation, std::string tail);
    /// To the incident that was under way (`current`) when they were asked for, beside others.
    void add_stacks(const std::string& id, std::string stacks);
    void add_go_stacks(const std::string& id, std::string stacks);
    /// See Writer::when_written.
    void when_written(std::function<void()> call) { writer_.when_written(std::move(call)); }
    /// The session's first load has ended well: how the module looks now is how it works.
    void loaded_well();
    /// The session ends: nothing more is started, what runs is ended; writing goes on.
    void stop() {
        go_timer_.disarm();
        go_env_.stop();
    }

    bool idle() const { return writer_.idle() && !go_env_.running(); }
    /// The id of the newest; empty if there is none.
    const std::string& latest() const { return facts_.id; }
    /// The id of the one under way; empty if there is none.
    std::string current() const { return open_ ? facts_.id : std::string(); }

  private:
    void begin(const core::effect::Incident& incident, const Subject& subject);
    void write_document();
    void write_stderr(const std::string& name, std::string tail);
    void find_version(int pid);
    void ask_go(const Environment& environment);
    std::string modules_root() const { return below_state("/modules"); }
    /// Empty where nothing can be kept.
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
