// Blocking work (scans of /proc, reading and deleting folders) in other threads, its
// result brought back to the loop.
//
// Not for anything that must be in order. Work that has begun runs to its end,
// unless it looks at its flag. It must touch nothing that the loop touches.
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

/// Runs functions aside, each at once: it does not wait for others that hang. When it is
/// destroyed, results that are still to come are dropped and the work under way is told to stop.
class Background {
  public:
    /// Given to the work: true once nobody waits for the result any more.
    using Abandoned = const std::atomic<bool>&;

    explicit Background(Loop& loop);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Calls `work(abandoned)` in another thread, then `done(result)` from the loop. What `work`
    /// throws is told by Loop::on_exception instead.
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

    /// How many results are still to come.
    std::size_t running() const { return jobs_.size(); }

    /// True while the system gives no thread for work that is to be done.
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
