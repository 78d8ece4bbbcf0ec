#include "cli/clean/purge.hpp"

#include <cerrno>
#include <utility>

namespace cli::clean {
namespace {

using boost::system::error_code;
using State = Outcome::State;

Outcome refused(const std::string& reason) {
    return {.state = State::kRefused, .reason = reason};
}

bool is_locked(const error_code& failure) {
    return failure == boost::system::errc::resource_unavailable_try_again;
}

bool is_missing_entry(const error_code& failure) {
    return failure == boost::system::errc::no_such_file_or_directory;
}

/// Takes the locks that show that nobody else uses or deletes it, and moves it aside.
std::string move_aside(const Candidate& candidate, io::HeldEntry& entry) {
    if (candidate.kind == Kind::kLeftOver) {
        const auto locked = entry.lock();
        return locked ? std::string() : "another gopls-proxy clean is deleting it";
    }
    if (candidate.kind == Kind::kOldGeneration) {
        const auto locked = entry.lock_file("lock");
        if (!locked) {
            return is_locked(locked.error()) ? "a gopls uses it by now"
                                             : "it cannot be locked: " + locked.error().message();
        }
    }
    const auto moved = entry.move_aside();
    if (moved) return {};
    if (moved.error().value() == ESTALE) return "something else is in its place by now";
    return is_locked(moved.error()) ? "another gopls-proxy clean is deleting it"
                                    : "it cannot be renamed: " + moved.error().message();
}

std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/') + 1);
}

io::TreeSize size_of(const std::string& path, const std::atomic<bool>& stop) {
    const auto entry = io::HeldEntry::open(path);
    return entry ? io::measure_entry(entry->parent(), entry->name(), stop) : io::TreeSize{};
}

}  // namespace

std::string_view name_of(Outcome::State state) {
    switch (state) {
        case State::kDeleted:
            return "deleted";
        case State::kRefused:
            return "refused";
        case State::kFailed:
            return "failed";
        case State::kInterrupted:
            break;
    }
    return "interrupted";
}

Outcome purge(const Candidate& candidate, uid_t user, const Protected& protected_folders,
              const std::atomic<bool>& stop, const OnStep& on_step) {
    if (stop) return {.state = State::kInterrupted, .reason = "it was not touched"};
    auto entry = io::HeldEntry::open(candidate.path);
    if (!entry && is_missing_entry(entry.error())) {
        return {.state = State::kDeleted, .reason = "it was gone already"};
    }
    if (!entry) return refused("it cannot be opened any more: " + entry.error().message());
    if (!entry->facts().is_same(candidate.facts)) {
        return refused("something else is in its place by now");
    }
    const std::string reason =
        unfit(candidate.kind, candidate.path, *entry, user, protected_folders);
    if (!reason.empty()) return refused(reason);
    on_step(Step::kExamined, {});

    const std::string obstacle = move_aside(candidate, *entry);
    if (!obstacle.empty()) return refused(obstacle);
    on_step(Step::kMovedAside, {});

    Outcome outcome{.state = State::kDeleted};
    outcome.deletion =
        io::remove_entry(entry->parent(), entry->name(), stop,
                         [&](const io::Deletion& done) { on_step(Step::kDeleting, done); });
    on_step(Step::kDeleted, outcome.deletion);
    if (!outcome.deletion.complete) {
        outcome.left_at = folder_of(candidate.path) + entry->name();
        outcome.state = stop ? State::kInterrupted : State::kFailed;
        outcome.reason = stop ? "the next run deletes the rest" : outcome.deletion.problem;
    }
    if (candidate.kind != Kind::kLeftOver) outcome.size_after = size_of(candidate.path, stop);
    return outcome;
}

}  // namespace cli::clean
