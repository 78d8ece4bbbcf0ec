// The shell's part in incidents: finds their subject, and decides which texts may be stored.
#include <algorithm>

#include "app/incidents/mask.hpp"
#include "app/shell.hpp"
#include "io/http_get.hpp"

namespace app {
namespace {

/// The time for all goroutines over the loopback, which take milliseconds (docs/gopls-facts.md,
/// "Debug server").
constexpr auto kAskTime = std::chrono::seconds(2);

/// Returns whether gopls writes all its messages, with texts of documents, to its stderr.
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
    return {[this](const std::string& folder) {
                log_.write({core::LogLevel::kInfo, core::Event::kIncident, {{"folder", folder}}});
            },
            [this](const std::string& sentence) { log_.warn(sentence); },
            [this] { leave_if_done(); }};
}

void Shell::log_last_words(core::Generation generation, const std::string& stderr_tail) {
    if (stderr_tail.empty()) return;
    log_.write({core::LogLevel::kWarning,
                core::Event::kLastWords,
                {{"generation", generation}},
                traces_messages(options_.server_arguments)
                    ? "not logged: with -rpc.trace they contain texts of documents"
                    : "\n" + incidents::mask_secrets(stderr_tail)});
}

void Shell::apply(core::effect::Incident& effect) {
    incidents::Subject subject;
    subject.environment = options_.environment;
    std::uint16_t debug_port = 0;
    if (const ServerProcess* server = started(effect.generation)) {
        subject = {server->pid(), servers_.at(effect.generation).environment,
                   server->stderr_tail()};
        for (const core::Server* known : {engine_.active(), engine_.standby()}) {
            // With a wrapper script, gopls is another process.
            if (!known || known->generation != effect.generation) continue;
            if (const int gopls = known->process().pid; gopls != 0) subject.pid = gopls;
        }
        subject.debug_port = debug_port = server->debug_port();
    }
    if (incidents_.record(effect, subject) && debug_port != 0) {
        ask_for_stacks(effect.generation, debug_port);
    }
}

/// Fetches the goroutines of a living gopls, which has opened the port because of
/// `evidence.debug_port`.
void Shell::ask_for_stacks(core::Generation generation, std::uint16_t port) {
    background_.run(
        [port](io::Background::Abandoned) {
            return io::http_get(port, "/debug/pprof/goroutine?debug=2", kAskTime);
        },
        [this, generation,
         id = incidents_.latest()](const boost::system::result<std::string>& stacks) {
            if (!stacks) {
                return log_.warn("no response from gopls's debug port: " +
                                 stacks.error().message());
            }
            incidents_.add_stacks(id, *stacks);
            turn(&core::Engine::stacks_dumped, generation, *stacks);
        });
}

}  // namespace app
