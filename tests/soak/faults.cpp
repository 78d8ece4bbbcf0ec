#include "soak/faults.hpp"

#include <signal.h>

#include <functional>
#include <utility>

#include "soak/module.hpp"
#include "support/target.hpp"

namespace soak {
namespace {

using namespace std::chrono_literals;

constexpr int kRequestsUnread = 12;
constexpr int kEditsUnheard = 5;

}  // namespace

Faults::Faults(const support::Sandbox& sandbox, const support::GoWrapper& go, Desk& desk,
               Requests& requests, Random& random, Tally& tally)
    : sandbox_(sandbox),
      go_(go),
      desk_(desk),
      requests_(requests),
      random_(random),
      tally_(tally) {}

std::string Faults::inject() {
    const std::vector<std::pair<std::string, std::function<void()>>> all = {
        {"killed", [this] { kill(); }},
        {"killed while loading", [this] { kill_while_it_loads(); }},
        {"stopped", [this] { stop(); }},
        {"kept stopped", [this] { keep_stopped(); }},
        {"go list blocked", [this] { block_a_load(); }},
        {"go list blocked at start", [this] { block_the_next_start(); }},
        {"standby killed", [this] { kill_standby(); }},
        {"restart", [this] { ask_for("gopls-proxy.restart"); }},
        {"restart clean", [this] { ask_for("gopls-proxy.restartClean"); }},
        {"reload", [this] { ask_for("gopls-proxy.reload"); }},
        {"proxy stopped", [this] { stop_the_proxy(); }},
        {"editor does not read", [this] { read_nothing_for_a_while(); }},
    };
    const auto& [name, fault] = random_.of(all);
    ++tally_.faults[name];
    fault();
    return name;
}

void Faults::calm() {
    stopper_.reset();
    go_.release();
    for (const support::MarkedProcess& server : servers()) ::kill(server.pid, SIGCONT);
}

void Faults::change_module() {
    sandbox_.write("module/go.mod", module_file(++revision_));
    desk_.watched(sandbox_.path("module/go.mod"), 2);
}

std::vector<support::MarkedProcess> Faults::servers() const {
    return sandbox_.servers(support::Target::real_gopls());
}

void Faults::signal_one(int signal) {
    const auto all = servers();
    if (!all.empty()) ::kill(random_.of(all).pid, signal);
}

void Faults::kill() {
    signal_one(SIGKILL);
}

void Faults::kill_while_it_loads() {
    const auto before = servers();
    if (before.empty()) return;
    ::kill(before.back().pid, SIGKILL);
    requests_.ask();
    desk_.wait_until(
        [&] {
            const auto now = servers();
            return !now.empty() && now.back().pid != before.back().pid;
        },
        "the next gopls");
    ::kill(servers().back().pid, SIGKILL);
}

void Faults::stop() {
    signal_one(SIGSTOP);
    requests_.ask();
}

void Faults::keep_stopped() {
    const auto all = servers();
    if (all.empty()) return;
    stopper_ = std::make_unique<support::KeepStopped>(all.front().pid, 50us);
    requests_.ask();
}

void Faults::block_a_load() {
    go_.block_next_list();
    change_module();
    requests_.ask();
}

void Faults::block_the_next_start() {
    go_.block_next_list();
    signal_one(SIGKILL);
    requests_.ask();
}

void Faults::kill_standby() {
    requests_.run("gopls-proxy.restart");
    std::size_t most = 0;
    // The command may be refused, or the standby gone before it is seen.
    for (int looks = 0; looks < 300 && most < 2; ++looks) {
        desk_.pump(1ms);
        most = servers().size();
    }
    const auto all = servers();
    if (all.size() > 1) ::kill(all.back().pid, SIGKILL);
}

void Faults::ask_for(const std::string& command) {
    requests_.run(command);
}

void Faults::stop_the_proxy() {
    desk_.kill(SIGSTOP);
    for (int i = 0; i < kEditsUnheard; ++i) {
        requests_.ask();
        desk_.pump(20ms);
    }
    desk_.kill(SIGCONT);
}

void Faults::read_nothing_for_a_while() {
    desk_.pause_reading();
    for (int i = 0; i < kRequestsUnread; ++i) {
        requests_.ask();
        desk_.pump(20ms);
    }
    desk_.resume_reading();
}

}  // namespace soak
