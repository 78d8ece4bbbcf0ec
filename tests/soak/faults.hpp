// The faults of a soak, done to real processes. The proxy may react as it likes, as long as the
// checks hold.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "soak/desk.hpp"
#include "soak/random.hpp"
#include "soak/requests.hpp"
#include "soak/tally.hpp"
#include "support/go_wrapper.hpp"
#include "support/keep_stopped.hpp"
#include "support/sandbox.hpp"

namespace soak {

class Faults {
  public:
    Faults(const support::Sandbox& sandbox, const support::GoWrapper& go, Desk& desk,
           Requests& requests, Random& random, Tally& tally);

    /// Injects a random fault and returns its name.
    std::string inject();
    /// Ends the lasting faults.
    void calm();
    /// Changes go.mod on disk and sends the change, so that gopls loads again.
    void change_module();

  private:
    void kill();
    void kill_while_it_loads();
    void stop();
    void keep_stopped();
    void block_a_load();
    void block_the_next_start();
    void kill_standby();
    void ask_for(const std::string& command);
    void stop_the_proxy();
    void read_nothing_for_a_while();

    std::vector<support::MarkedProcess> servers() const;
    void signal_one(int signal);

    const support::Sandbox& sandbox_;
    const support::GoWrapper& go_;
    Desk& desk_;
    Requests& requests_;
    Random& random_;
    Tally& tally_;
    std::unique_ptr<support::KeepStopped> stopper_;
    std::size_t revision_ = 0;
};

}  // namespace soak
