#include "app/incidents/writer.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace app::incidents {
namespace {

using namespace std::chrono_literals;

/// Nobody waits for an answer meanwhile: a standby starts and takes over regardless.
constexpr auto kWriterPatience = 300ms;

}  // namespace

Writer::Writer(io::Loop& loop, Store store, WriterEvents events)
    : store_(std::move(store)),
      events_(std::move(events)),
      patience_(loop, [this] { release(std::numeric_limits<std::uint64_t>::max()); }),
      background_(loop) {}

void Writer::begin(const std::string& id) {
    ask({id, {}, {}});
}

void Writer::write(const std::string& id, const std::string& name, Content content) {
    if (id.empty()) return;
    const auto same = std::find_if(jobs_.begin(), jobs_.end(), [&](const Job& job) {
        return job.id == id && job.name == name && !job.beside;
    });
    if (same != jobs_.end()) {
        same->content = std::move(content);
        return;
    }
    ask({id, name, std::move(content)});
}

void Writer::add(const std::string& id, const std::string& name, std::string text) {
    if (id.empty() || text.empty()) return;
    ask({id, name, [text = std::move(text)] { return text; }, true});
}

void Writer::ask(Job job) {
    jobs_.push_back(std::move(job));
    ++asked_;
    start_next();
}

void Writer::when_written(std::function<void()> call) {
    if (idle()) return call();
    if (waiting_.empty()) patience_.arm(kWriterPatience);
    waiting_.push_back({asked_, std::move(call)});
}

void Writer::start_next() {
    if (jobs_.empty() || std::exchange(working_, true)) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    const std::string id = job.id;
    const bool skipped = id == failed_id_;
    background_.run(
        [store = store_, job = std::move(job), skipped](io::Background::Abandoned abandoned) {
            if (skipped) return std::string();
            const bool is_new = job.name.empty();
            const auto name = [&] {
                return job.beside ? store.free_name(job.id, job.name) : job.name;
            };
            const auto written =
                is_new ? store.create(job.id) : store.write_masked(job.id, name(), job.content());
            // Only once for each incident, because a fresh gopls needs the processors now. So an
            // incident may exceed the limits until the next one begins.
            if (is_new) store.prune(job.id, abandoned);
            if (written.has_value()) return std::string();
            return "cannot write the incident: " + store.folder(job.id) + "/" + job.name + ": " +
                   written.error().message();
        },
        [this, id](const std::string& problem) { finished(id, problem); });
}

void Writer::finished(const std::string& id, const std::string& problem) {
    working_ = false;
    ++done_;
    if (!problem.empty()) {
        failed_id_ = id;
        events_.failed(problem);
    }
    start_next();
    release(done_);
    if (idle()) events_.idle();
}

void Writer::release(std::uint64_t until) {
    std::vector<Waiting> still;
    std::vector<Waiting> due;
    for (Waiting& waiting : std::exchange(waiting_, {})) {
        (waiting.until <= until ? due : still).push_back(std::move(waiting));
    }
    waiting_ = std::move(still);
    if (waiting_.empty()) patience_.disarm();
    for (Waiting& waiting : due) waiting.call();
}

}  // namespace app::incidents
