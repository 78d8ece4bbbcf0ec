#include "cli/doctor/machine_report.hpp"

#include <algorithm>
#include <optional>

#include "app/paint.hpp"
#include "app/size_text.hpp"
#include "core/base/time.hpp"

namespace cli::doctor {
namespace {

namespace checked = ::doctor;
using Document = nlohmann::ordered_json;
using checked::DiskPlace;
using checked::MachineFacts;

constexpr std::size_t kNameColumns = 22;
constexpr double kNanosecondsInMillisecond = 1e6;

const checked::CacheState* cache_at(const MachineFacts& machine, const std::string& name) {
    const auto found = std::find_if(machine.caches.begin(), machine.caches.end(),
                                    [&](const auto& cache) { return cache.name == name; });
    return found == machine.caches.end() || !found->exists ? nullptr : &*found;
}

std::string place_line(const MachineFacts& machine, const DiskPlace& place, const Style& style) {
    std::string text = "  " + app::padded(place.name, kNameColumns);
    if (!place.answered) return text + "did not answer\n";
    text += app::padded(place.type.empty() ? "-" : shown(place.type), 9);
    if (place.stat_time) text += "stat " + core::human(*place.stat_time) + ", ";
    if (place.read_time) text += "read " + core::human(*place.read_time) + ", ";
    if (place.free_bytes) text += app::size_text(*place.free_bytes) + " free";
    if (const auto* cache = cache_at(machine, place.name)) {
        text +=
            ", has " + app::size_text(cache->size.bytes) + (cache->size.complete ? "" : " or more");
    }
    return text + "  " +
           app::painted(shown_at_home(place.path, style), app::Paint::kDim, style.colours) + "\n";
}

template <typename Count>
std::uint64_t sum_over(const MachineFacts& machine, Count count) {
    std::uint64_t sum = 0;
    for (const io::InotifyUser& user : machine.inotify_users) sum += user.*count;
    return sum;
}

std::string line_of(const std::string& name, const std::string& text) {
    return "  " + app::padded(name, kNameColumns) + text + "\n";
}

std::string_view name_of_events(checked::EventProbe::Outcome outcome) {
    using Outcome = checked::EventProbe::Outcome;
    switch (outcome) {
        case Outcome::kSeen:
            return "seen";
        case Outcome::kNotSeen:
            return "not seen";
        case Outcome::kRefused:
            return "refused";
        case Outcome::kNoAnswer:
            return "no answer";
        case Outcome::kNotTried:
            break;
    }
    return "not tried";
}

Document milliseconds_json(const std::optional<std::chrono::nanoseconds>& time) {
    if (!time) return nullptr;
    return static_cast<double>(time->count()) / kNanosecondsInMillisecond;
}

Document place_json(const DiskPlace& place) {
    return {{"name", place.name},
            {"path", shown(place.path)},
            {"answered", place.answered},
            {"type", place.type.empty() ? Document(nullptr) : Document(shown(place.type))},
            {"mount", place.mount.empty() ? Document(nullptr) : Document(shown(place.mount))},
            {"stat_ms", milliseconds_json(place.stat_time)},
            {"read_ms", milliseconds_json(place.read_time)},
            {"free_bytes", place.free_bytes ? Document(*place.free_bytes) : Document(nullptr)}};
}

Document inotify_json(const MachineFacts& machine) {
    if (!machine.inotify_limits) return nullptr;
    Document users = Document::array();
    for (const io::InotifyUser& user : machine.inotify_users) {
        users.push_back({{"pid", user.pid},
                         {"name", shown(user.name)},
                         {"watches", user.watches},
                         {"instances", user.instances}});
    }
    return {{"max_watches", machine.inotify_limits->watches},
            {"max_instances", machine.inotify_limits->instances},
            {"watches", sum_over(machine, &io::InotifyUser::watches)},
            {"instances", sum_over(machine, &io::InotifyUser::instances)},
            {"processes", std::move(users)},
            {"probe", name_of_events(machine.events.outcome)}};
}

Document memory_json(const MachineFacts& machine) {
    if (!machine.memory) return nullptr;
    const bool has_limit = machine.memory_group && machine.memory_group->limit_bytes > 0;
    return {{"total_bytes", machine.memory->total_bytes},
            {"available_bytes", machine.memory->available_bytes},
            {"free_swap_bytes", machine.memory->free_swap_bytes},
            {"group_limit_bytes",
             has_limit ? Document(machine.memory_group->limit_bytes) : Document(nullptr)},
            {"group_used_bytes",
             has_limit ? Document(machine.memory_group->used_bytes) : Document(nullptr)}};
}

Document cache_json(const checked::CacheState& cache) {
    return {{"name", cache.name},
            {"path", shown(cache.path)},
            {"bytes", cache.size.bytes},
            {"entries", cache.size.entries},
            {"complete", cache.size.complete}};
}

}  // namespace

std::string machine_text(const MachineFacts& machine, const Style& style) {
    std::string text;
    for (const DiskPlace& place : machine.places) text += place_line(machine, place, style);
    if (machine.inotify_limits) {
        text += line_of(
            "inotify", std::to_string(sum_over(machine, &io::InotifyUser::watches)) + " of " +
                           std::to_string(machine.inotify_limits->watches) + " watches, " +
                           std::to_string(sum_over(machine, &io::InotifyUser::instances)) + " of " +
                           std::to_string(machine.inotify_limits->instances) +
                           " instances; a new file was " +
                           std::string(name_of_events(machine.events.outcome)));
    }
    if (machine.open_file_limit > 0) {
        text += line_of("open files", "at most " + std::to_string(machine.open_file_limit));
    }
    if (machine.memory) {
        std::string memory = app::size_text(machine.memory->available_bytes) + " of " +
                             app::size_text(machine.memory->total_bytes) + " available";
        if (machine.memory->swap_bytes > 0) {
            memory += ", " + app::size_text(machine.memory->free_swap_bytes) + " of swap free";
        }
        if (machine.memory_group && machine.memory_group->limit_bytes > 0) {
            memory += "; the control group has " +
                      app::size_text(machine.memory_group->used_bytes) + " of " +
                      app::size_text(machine.memory_group->limit_bytes);
        }
        text += line_of("memory", memory);
    }
    if (text.empty()) return text;
    return app::painted("Machine", app::Paint::kStrong, style.colours) + "\n" + text + "\n";
}

nlohmann::ordered_json machine_json(const MachineFacts& machine) {
    Document json = {
        {"places", Document::array()},
        {"caches", Document::array()},
        {"inotify", inotify_json(machine)},
        {"open_file_limit",
         machine.open_file_limit > 0 ? Document(machine.open_file_limit) : Document(nullptr)},
        {"memory", memory_json(machine)}};
    for (const DiskPlace& place : machine.places) json["places"].push_back(place_json(place));
    for (const checked::CacheState& cache : machine.caches) {
        if (cache.exists) json["caches"].push_back(cache_json(cache));
    }
    return json;
}

}  // namespace cli::doctor
