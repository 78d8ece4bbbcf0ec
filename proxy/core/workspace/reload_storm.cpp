#include "core/workspace/reload_storm.hpp"

#include <algorithm>

#include "core/base/time.hpp"

namespace core {
namespace {

/// Each save may cause a few loads: of a package, of its importers, of its tests.
constexpr std::size_t kLoadsPerSave = 5;
/// This many of the newest changes are enough to name the trigger.
constexpr std::size_t kMostChanges = 1000;

}  // namespace

void ReloadStorm::forget(Time now) {
    const auto old = [&](Time at) { return now - at >= settings_.period; };
    while (!loads_.empty() && old(loads_.front())) loads_.pop_front();
    while (!saves_.empty() && old(saves_.front())) saves_.pop_front();
    while (!changes_.empty() && old(changes_.front().at)) changes_.pop_front();
}

void ReloadStorm::changed(std::string_view path, Time now) {
    if (changes_.size() >= kMostChanges) changes_.pop_front();
    changes_.push_back({std::string(path), now});
}

std::string ReloadStorm::loaded(Time now) {
    forget(now);
    loads_.push_back(now);
    const bool storm = loads_.size() >= static_cast<std::size_t>(settings_.loads) &&
                       loads_.size() > kLoadsPerSave * saves_.size();
    if (!storm || (told_ != Time::min() && now - told_ < settings_.period)) return {};
    told_ = now;
    return std::to_string(loads_.size()) + " package loads within " + human(now - loads_.front()) +
           " for " + std::to_string(saves_.size()) + (saves_.size() == 1 ? " save" : " saves") +
           trigger();
}

std::string ReloadStorm::trigger() const {
    std::map<std::string_view, std::size_t> times;
    for (const Change& change : changes_) ++times[change.path];
    const auto most =
        std::max_element(times.begin(), times.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == times.end()) return ", without a changed file";
    return ", most often after a change of " + std::string(most->first) + " (" +
           (most->second == 1 ? "once" : std::to_string(most->second) + " times") + ")";
}

}  // namespace core
