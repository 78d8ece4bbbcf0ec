#include "cli/clean/plan.hpp"

#include <algorithm>
#include <utility>

namespace cli::clean {
namespace {

std::string sentence_about(const Use& use) {
    std::string text = use.name + " (pid " + std::to_string(use.pid);
    if (use.proxy_pid != 0) text += ", " + proxy_text(use.proxy_pid, use.proxy_run);
    return text + ") uses it: " + use.evidence;
}

/// Returns why deleting it may disturb a process; empty if it cannot.
std::string in_use(const Options& options, const Candidate& candidate, bool can_see_processes,
                   const std::set<int>& can_park) {
    const auto stays = [&](const Use& use) {
        return !can_park.contains(use.proxy_pid) && (!options.kill_others || !use.may_be_ended);
    };
    const auto use = std::find_if(candidate.uses.begin(), candidate.uses.end(), stays);
    if (use != candidate.uses.end()) return sentence_about(*use);
    if (!can_be_in_use(candidate.kind) || candidate.kind == Kind::kOldGeneration) {
        return {};  // its lock is certain
    }
    if (!can_see_processes) return "processes cannot be seen here, and gopls may use it";
    if (candidate.is_on_windows_drive) {
        return "it is on a drive of Windows, whose programs may use it";
    }
    return {};
}

Item decide(const Options& options, Candidate candidate, bool can_see_processes,
            const std::set<int>& can_park) {
    Item item{std::move(candidate)};
    const Candidate& about = item.candidate;
    if (!about.unsafe.empty()) {
        item.decision = Item::Decision::kRefuse;
        item.reason = about.unsafe;
    } else if (!about.exists) {
        item.decision = Item::Decision::kNothing;
        item.reason = "it does not exist";
    } else if (!about.still_needed.empty()) {
        item.decision = Item::Decision::kKeep;
        item.reason = about.still_needed;
    } else {
        item.reason = in_use(options, about, can_see_processes, can_park);
        if (!item.reason.empty() && !options.force) item.decision = Item::Decision::kRefuse;
    }
    return item;
}

template <typename List, typename Same>
void add_once(List& list, const typename List::value_type& value, Same same) {
    if (std::none_of(list.begin(), list.end(), [&](const auto& other) { return same(other); })) {
        list.push_back(value);
    }
}

}  // namespace

std::string_view name_of(Item::Decision decision) {
    switch (decision) {
        case Item::Decision::kDelete:
            return "delete";
        case Item::Decision::kNothing:
            return "nothing";
        case Item::Decision::kKeep:
            return "keep";
        case Item::Decision::kRefuse:
            break;
    }
    return "refuse";
}

bool Plan::has_refusals() const {
    return std::any_of(items.begin(), items.end(),
                       [](const Item& item) { return item.decision == Item::Decision::kRefuse; });
}

bool Plan::deletes_anything() const {
    return std::any_of(items.begin(), items.end(),
                       [](const Item& item) { return item.decision == Item::Decision::kDelete; });
}

std::uint64_t Plan::bytes_to_delete() const {
    std::uint64_t bytes = 0;
    for (const Item& item : items) {
        if (item.decision == Item::Decision::kDelete) bytes += item.candidate.size.bytes;
    }
    return bytes;
}

Plan make_plan(const Options& options, std::vector<Candidate> candidates, bool can_see_processes,
               const std::set<int>& can_park) {
    Plan plan;
    for (Candidate& candidate : candidates) {
        plan.items.push_back(decide(options, std::move(candidate), can_see_processes, can_park));
        const Item& item = plan.items.back();
        // Nobody is ended for a cache that stays.
        if (item.decision != Item::Decision::kDelete) continue;
        for (const Use& use : item.candidate.uses) {
            if (options.kill_others && use.may_be_ended) {
                add_once(plan.to_end, use, [&](const Use& other) { return other.pid == use.pid; });
            }
            if (can_park.contains(use.proxy_pid)) {
                add_once(plan.to_park, use.proxy_pid,
                         [&](int other) { return other == use.proxy_pid; });
            }
        }
    }
    return plan;
}

}  // namespace cli::clean
