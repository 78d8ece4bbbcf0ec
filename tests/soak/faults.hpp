// What befalls gopls in a soak. Each is done to real processes; what the proxy makes of it is its
// own affair, as long as the checks hold.
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

    /// One of them, at random. Returns its name.
    std::string inject();
    /// Ends those that last.
    void calm();
    /// go.mod changes on disk, and the editor says so: gopls loads anew.
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
