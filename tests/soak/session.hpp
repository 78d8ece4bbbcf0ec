// One soak: a session of random work and faults with regular checks.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "soak/desk.hpp"
#include "soak/faults.hpp"
#include "soak/module.hpp"
#include "soak/random.hpp"
#include "soak/requests.hpp"
#include "soak/tally.hpp"
#include "soak/writing.hpp"
#include "support/go_wrapper.hpp"
#include "support/sandbox.hpp"

namespace soak {

/// The minimum length of a soak, in steps and in time.
struct Length {
    std::size_t steps = 0;
    std::chrono::seconds time{0};
};

class Session {
  public:
    Session(std::uint64_t seed, Tally& tally);

    /// Throws TestFailure when a check fails.
    void run(Length length);

  private:
    struct Kind {
        const char* name;
        std::size_t weight;
        std::function<void()> step;
    };
    std::vector<Kind> kinds();
    void settle();
    void step(const std::vector<Kind>& kinds, std::size_t weights);
    void check();
    void end();

    void open();
    void close();
    void develop();
    void mess_up();
    void clean_up(const std::string& uri);
    void save();
    void rename();
    void change_on_disk();
    void come_and_go_on_disk();
    void configure();
    void change_folders();
    std::string disk_text(const std::filesystem::path& path) const;

    Tally& tally_;
    support::Sandbox sandbox_;
    support::GoWrapper go_;
    Module main_;
    Module second_;
    Random random_;
    Writing writing_;
    std::unique_ptr<Desk> desk_;
    std::unique_ptr<Requests> requests_;
    std::unique_ptr<Faults> faults_;
    bool second_is_there_ = false;
    std::size_t names_ = 0;
};

}  // namespace soak
