#include "app/disk/looks.hpp"

#include <algorithm>
#include <atomic>
#include <memory>

#include "unit/io/support.hpp"

using app::DiskLooks;
using io_test::TestLoop;

namespace {

/// The DiskLooks under test. Records the order of finished and hanging looks.
struct Looking {
    explicit Looking(std::chrono::nanoseconds hangs_after = std::chrono::hours(1))
        : looks(
              t.loop, [this](const std::string& path) { hung.push_back(path); }, hangs_after) {}
    ~Looking() { let_go(); }

    void add(const std::string& name, bool urgent = false) {
        looks.add(urgent, [this, name] { return std::optional(look(name, [] {})); });
    }
    void add_hanging(const std::string& name) {
        looks.add(true, [this, name] {
            return std::optional(look(name, [gate = gate] { gate->wait(false); }));
        });
    }
    void let_go() {
        *gate = true;
        gate->notify_all();
    }
    bool has(const std::string& name) const {
        return std::find(seen.begin(), seen.end(), name) != seen.end();
    }

    TestLoop t;
    std::vector<std::string> seen;
    std::vector<std::string> hung;
    std::shared_ptr<std::atomic<bool>> gate = std::make_shared<std::atomic<bool>>(false);
    DiskLooks looks;

  private:
    template <typename Work>
    DiskLooks::Look look(const std::string& name, Work work) {
        return {name, [this, name, work] {
                    work();
                    return
                        [this, name](bool late) { seen.push_back(late ? "late " + name : name); };
                }};
    }
};

}  // namespace

TEST_CASE("DiskLooks runs urgent looks first and skips unwanted ones") {
    Looking looking;
    looking.add("walk 1");
    looking.add("walk 2");
    looking.add("urgent", true);
    looking.looks.add(true, [] { return std::optional<DiskLooks::Look>(); });
    bool done = false;
    looking.looks.when_done([&] {
        done = true;
        CHECK(looking.seen == std::vector<std::string>{"urgent"});
    });
    CHECK(looking.looks.is_urgent());
    looking.looks.begin_next();
    looking.t.loop.run();
    CHECK(done);
    CHECK(looking.seen == std::vector<std::string>{"urgent", "walk 1", "walk 2"});
    CHECK_FALSE(looking.looks.is_urgent());
    CHECK(looking.hung.empty());
}

TEST_CASE("A hanging look does not block other looks or a waiting caller") {
    Looking looking(std::chrono::milliseconds(1));
    looking.add_hanging("dead mount");
    bool done = false;
    looking.looks.when_done([&] { done = true; });
    looking.looks.begin_next();
    looking.t.run_until([&] { return done; });
    CHECK(looking.hung == std::vector<std::string>{"dead mount"});
    CHECK(looking.seen.empty());

    looking.let_go();
    looking.t.run_until([&] { return looking.has("late dead mount"); });
    CHECK_FALSE(looking.looks.is_stuck());
}

TEST_CASE("DiskLooks limits the number of hanging looks") {
    Looking looking(std::chrono::milliseconds(1));
    for (std::size_t i = 0; i < DiskLooks::kMostHanging + 1; ++i) looking.add_hanging("mount");
    looking.looks.begin_next();
    looking.t.run_until([&] { return looking.looks.is_stuck(); });
    CHECK_FALSE(looking.looks.is_urgent());
    CHECK(looking.hung.size() == 1);
    looking.let_go();
    looking.t.run_until([&] { return looking.seen.size() == DiskLooks::kMostHanging + 1; });
}
