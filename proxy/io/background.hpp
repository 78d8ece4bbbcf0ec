// Runs blocking work (scans of /proc, reading and deleting folders) in other threads, and brings
// the result back to the loop.
//
// Work runs in no particular order; see ordered.hpp for the rest. Work that has begun runs to its
// end unless it checks its flag. It must not touch anything that the loop uses.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "io/workers.hpp"

namespace io {

class Loop;

/// Runs each function in another thread at once, without waiting for others that hang. The
/// destructor drops the outstanding results and sets the flag of the work under way.
class Background {
  public:
    /// Passed to the work; becomes true once nobody waits for the result any more.
    using Abandoned = const std::atomic<bool>&;

    explicit Background(Loop& loop);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Calls `work(abandoned)` in another thread, then `done(result)` from the loop. If `work`
    /// throws, Loop::on_exception reports the exception and `done` is not called.
    template <typename Work, typename Done>
    void run(Work work, Done done) {
        struct TypedJob final : Job {
            TypedJob(Work w, Done d) : function(std::move(w)), callback(std::move(d)) {}
            void work() override {
                if (!abandoned) result = function(abandoned);
            }
            void deliver() override { callback(std::move(*result)); }
            Work function;
            Done callback;
            std::optional<std::invoke_result_t<Work, Abandoned>> result;
        };
        start(std::make_unique<TypedJob>(std::move(work), std::move(done)));
    }

    /// Returns the number of results still outstanding.
    std::size_t running() const { return jobs_.size(); }

    /// Returns true while work waits because the system cannot start a thread for it.
    bool starved() const { return workers_.starved(); }

  private:
    struct Job : Workers::Job {
        void done() final;
        virtual void deliver() = 0;
        std::atomic<bool> abandoned{false};
        Background* owner = nullptr;  ///< used by the loop's thread only
    };
    void start(std::unique_ptr<Job> job);

    Workers& workers_;
    std::vector<Job*> jobs_;
};

}  // namespace io
