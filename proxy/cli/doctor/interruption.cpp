#include "cli/doctor/interruption.hpp"

#include <chrono>
#include <utility>

#include "app/subcommand.hpp"
#include "io/signals.hpp"
#include "io/thread.hpp"

namespace cli::doctor {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenLooks = 100ms;
/// For ending programs and deleting caches of gopls. A file system that hangs takes longer.
constexpr auto kPatience = 10s;

}  // namespace

Interruption::Interruption() : signals_(std::in_place) {
    const bool is_started = io::start_thread([this] {
        watch();
        ended_.set_value();
    });
    if (is_started) return;
    signals_.reset();
    ended_.set_value();
}

Interruption::~Interruption() {
    is_over_ = true;
    ended_.get_future().wait();
}

void Interruption::watch() {
    while (!is_over_ && !came_) {
        if (!signals_->wait(kBetweenLooks)) continue;
        came_ = true;
        io::leave_within(kPatience, app::kExitUsage);
    }
}

}  // namespace cli::doctor
