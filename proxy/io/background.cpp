#include "io/background.hpp"

#include <algorithm>

#include "io/loop.hpp"

namespace io {

Background::Background(Loop& loop) : workers_(loop.workers()) {}

Background::~Background() {
    for (Job* job : jobs_) {
        job->owner = nullptr;
        job->abandoned = true;
    }
}

void Background::start(std::unique_ptr<Job> job) {
    job->owner = this;
    jobs_.push_back(job.get());
    workers_.run(std::move(job));
}

void Background::Job::done() {
    if (owner == nullptr) return;
    std::erase(owner->jobs_, this);
    if (thrown) std::rethrow_exception(thrown);
    deliver();
}

}  // namespace io
