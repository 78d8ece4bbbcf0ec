#include "doctor/checks/file_events.hpp"

#include <algorithm>

#include "doctor/facts/facts.hpp"
#include "doctor/words.hpp"

namespace doctor {
namespace {

/// The value that editors recommend.
constexpr std::uint64_t kUsualWatches = 524'288;
constexpr std::uint64_t kUsualInstances = 1024;
constexpr std::size_t kMostNamed = 3;

constexpr const char* kUnseenChanges =
    "An editor whose watches are refused does not see files that change on disk, and gopls works "
    "with the old ones.";

/// Returns commands that raise a limit: until the next start, and for ever.
std::vector<std::string> raise_limit(const std::string& name, std::uint64_t value) {
    const std::string setting = "fs.inotify." + name + "=" + std::to_string(value);
    return {
        "sudo sysctl " + setting,
        "echo " + setting + " | sudo tee /etc/sysctl.d/60-inotify.conf  # after a restart, too"};
}

template <typename Count>
std::uint64_t sum_of(const MachineFacts& machine, Count count) {
    std::uint64_t sum = 0;
    for (const io::InotifyUser& user : machine.inotify_users) sum += count(user);
    return sum;
}

/// "code (pid 12) 9000 and gopls-proxy (pid 15) 30"
template <typename Count>
std::string largest_users(const MachineFacts& machine, Count count) {
    std::vector<const io::InotifyUser*> users;
    for (const io::InotifyUser& user : machine.inotify_users) users.push_back(&user);
    std::stable_sort(users.begin(), users.end(),
                     [&](auto* a, auto* b) { return count(*a) > count(*b); });
    std::vector<std::string> words;
    for (const io::InotifyUser* user : users) {
        if (count(*user) == 0 || words.size() == kMostNamed) break;
        words.push_back(user->name + " (pid " + std::to_string(user->pid) + ") " +
                        std::to_string(count(*user)));
    }
    return listed(words);
}

std::uint64_t watches_of_user(const io::InotifyUser& user) {
    return user.watches;
}

std::uint64_t instances_of_user(const io::InotifyUser& user) {
    return user.instances;
}

bool is_nearly_all(std::uint64_t used, std::uint64_t limit) {
    return used >= limit - limit / 10;
}

/// Returns the limit to set: the usual one, or twice the present need.
std::uint64_t enough_for(std::uint64_t need, std::uint64_t usual) {
    std::uint64_t value = usual;
    while (value < 2 * need) value *= 2;
    return value;
}

}  // namespace

Findings check_file_events(const Facts& facts) {
    const EventProbe& probe = facts.machine.events;
    if (probe.outcome == EventProbe::Outcome::kRefused) {
        Finding finding{.seen = "inotify refused to watch a folder in " + probe.folder + ": " +
                                probe.error + ".",
                        .why = kUnseenChanges,
                        .mend = {"cat /proc/sys/fs/inotify/*  # the limits"}};
        if (probe.is_at_limit) {
            finding.mend = {
                "sudo sysctl fs.inotify.max_user_instances=" + std::to_string(kUsualInstances) +
                    " fs.inotify.max_user_watches=" + std::to_string(kUsualWatches),
                "end programs that watch files"};
        }
        return {std::move(finding)};
    }
    if (probe.outcome != EventProbe::Outcome::kNotSeen) return {};
    return {{.seen = "A file that the doctor created in " + probe.folder +
                     " was not reported by inotify within 2 s.",
             .why = "Files that change on disk stay unnoticed there, by the editor and by gopls.",
             .mend = {"move the workspace to a local disk",
                      "gopls-proxy.reload in the editor after each change outside it"}}};
}

Findings check_inotify_watches(const Facts& facts) {
    const MachineFacts& machine = facts.machine;
    if (!machine.inotify_limits) return {};
    const std::uint64_t limit = machine.inotify_limits->watches;
    const std::uint64_t used = sum_of(machine, watches_of_user);
    // A watcher takes one watch for each folder.
    const std::uint64_t need = used + facts.tree.folders;
    const bool is_used_up = is_nearly_all(used, limit);
    if (!is_used_up && need <= limit) return {};
    std::string seen = "Your programs have " + std::to_string(used) + " of " +
                       std::to_string(limit) + " inotify watches";
    const std::string users = largest_users(machine, watches_of_user);
    if (!users.empty()) seen += ": " + users;
    seen += ".";
    if (!is_used_up) {
        seen += " The folder alone has " + counted(facts.tree.folders, "folder", "folders") +
                ", and each takes a watch.";
    }
    return {{.confidence = is_used_up ? Confidence::kCertain : Confidence::kPossible,
             .seen = seen,
             .why = kUnseenChanges,
             .mend = raise_limit("max_user_watches", enough_for(need, kUsualWatches))}};
}

Findings check_inotify_instances(const Facts& facts) {
    const MachineFacts& machine = facts.machine;
    if (!machine.inotify_limits) return {};
    const std::uint64_t limit = machine.inotify_limits->instances;
    const std::uint64_t used = sum_of(machine, instances_of_user);
    if (!is_nearly_all(used, limit)) return {};
    const std::string users = largest_users(machine, instances_of_user);
    return {{.seen = "Your programs have " + std::to_string(used) + " of " + std::to_string(limit) +
                     " inotify instances" + (users.empty() ? "" : ": " + users) + ".",
             .why = "The next program that watches files is refused.",
             .mend = raise_limit("max_user_instances", enough_for(used, kUsualInstances))}};
}

}  // namespace doctor
