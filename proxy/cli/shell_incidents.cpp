// What of the shell belongs to incidents: whom they are about, and what may be kept of them.
#include <algorithm>

#include "cli/shell.hpp"

namespace cli {
namespace {

/// gopls writes every message it is sent to its stderr then, texts of documents included.
bool traces_messages(const std::vector<std::string>& server_arguments) {
    return std::any_of(server_arguments.begin(), server_arguments.end(),
                       [](const std::string& argument) { return argument.find("rpc.trace") <= 2; });
}

}  // namespace

incidents::RecorderOptions Shell::recorder_options() const {
    return {options_.state_folder, options_.gopls, options_.mark,
            !traces_messages(options_.server_arguments)};
}

incidents::RecorderEvents Shell::incident_events() {
    return {[this](const std::string& sentence) { log_.info(sentence); },
            [this](const std::string& sentence) { log_.warn(sentence); },
            [this] { leave_if_done(); }};
}

void Shell::apply(core::effect::Loaded& effect) {
    // Only the first: what replaces a stuck gopls may have loaded around what is wrong.
    if (effect.generation == 1) incidents_.loaded_well();
}

void Shell::apply(core::effect::Incident& effect) {
    incidents::Subject subject;
    subject.environment = options_.environment;
    // The oldest is the one that the incident is about: a standby comes later.
    if (!servers_.empty()) {
        const Slot& slot = servers_.begin()->second;
        subject = {slot.process->pid(), slot.environment, slot.process->stderr_tail()};
    }
    incidents_.record(effect, subject);
}

}  // namespace cli
