// Blocking work (scans of /proc, deleting folders) on libuv's thread pool, its
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

namespace io {

class Loop;

/// Runs functions aside. When it is destroyed, results that are still to come are dropped and
/// the work under way is told to stop.
class Background {
  public:
    /// Given to the work: true once nobody waits for the result any more.
    using Abandoned = const std::atomic<bool>&;

    explicit Background(Loop& loop);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Calls `work(abandoned)` in another thread, then `done(result)` from the loop.
    template <typename Work, typename Done>
    void run(Work work, Done done) {
        struct TypedJob final : Job {
            TypedJob(Work w, Done d) : function(std::move(w)), callback(std::move(d)) {}
            void work(Abandoned abandoned) override { result = function(abandoned); }
            void done() override { callback(std::move(*result)); }
            Work function;
            Done callback;
            std::optional<std::invoke_result_t<Work, Abandoned>> result;
        };
        start(std::make_unique<TypedJob>(std::move(work), std::move(done)));
    }

    /// How many results are still to come.
    std::size_t running() const { return nodes_.size(); }

  private:
    struct Job {
        virtual ~Job() = default;
        virtual void work(Abandoned abandoned) = 0;
        virtual void done() = 0;
    };
    struct Node;
    void start(std::unique_ptr<Job> job);

    Loop& loop_;
    std::vector<Node*> nodes_;
};

}  // namespace io
