// Tests memory_group with the files of control groups of version 1 and 2.
#include "io/memory_group.hpp"

#include "support/catch.hpp"
#include "unit/temp_folder.hpp"

namespace {

class FakeRoot {
  public:
    void write(const std::string& path, const std::string& text) const {
        folder_.write(path, text);
    }
    std::optional<io::MemoryGroup> group() const { return io::memory_group(folder_.path()); }

  private:
    unit_test::TempFolder folder_;
};

constexpr const char* kMountsOf2 =
    "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

}  // namespace

TEST_CASE("memory_group reads the kills and the lowest limit of a version 2 group") {
    const FakeRoot root;
    root.write("proc/self/cgroup", "0::/user.slice/app\n");
    root.write("proc/self/mountinfo", kMountsOf2);
    root.write("sys/fs/cgroup/user.slice/app/memory.events",
               "oom 4\noom_kill 3\noom_group_kill 0\n");
    root.write("sys/fs/cgroup/user.slice/app/memory.max", "max\n");
    root.write("sys/fs/cgroup/user.slice/memory.max", "943718400\n");
    const auto group = root.group();
    REQUIRE(group);
    CHECK(group->oom_kills == 3);
    CHECK(group->limit_bytes == 900U << 20);
}

TEST_CASE("memory_group reads a version 2 group inside a container") {
    const FakeRoot root;
    root.write("proc/self/cgroup", "0::/docker/abc\n");
    root.write("proc/self/mountinfo", kMountsOf2);
    root.write("sys/fs/cgroup/memory.events", "oom_kill 1\n");
    root.write("sys/fs/cgroup/memory.max", "max\n");
    const auto group = root.group();
    REQUIRE(group);
    CHECK(group->oom_kills == 1);
    CHECK(group->limit_bytes == 0);
}

TEST_CASE("memory_group reads the version 1 memory controller beside a version 2 mount") {
    const FakeRoot root;
    root.write("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/docker/abc/inner\n0::/\n");
    root.write(
        "proc/self/mountinfo",
        "30 24 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
        "31 24 0:28 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
        "32 24 0:29 /docker/abc /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n");
    root.write("sys/fs/cgroup/memory/inner/memory.oom_control",
               "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    root.write("sys/fs/cgroup/memory/inner/memory.stat",
               "cache 1\nhierarchical_memory_limit 125829120\ntotal_cache 1\n");
    const auto group = root.group();
    REQUIRE(group);
    CHECK(group->oom_kills == 2);
    CHECK(group->limit_bytes == 120U << 20);
}

TEST_CASE("memory_group treats the largest version 1 limit as no limit") {
    const FakeRoot root;
    root.write("proc/self/cgroup", "4:memory:/\n");
    root.write("proc/self/mountinfo",
               "32 24 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    root.write("sys/fs/cgroup/memory/memory.oom_control", "oom_kill 0\n");
    root.write("sys/fs/cgroup/memory/memory.stat",
               "hierarchical_memory_limit 9223372036854771712\n");
    REQUIRE(root.group());
    CHECK(root.group()->limit_bytes == 0);
}

TEST_CASE("memory_group returns nothing without a memory group") {
    const FakeRoot root;
    CHECK_FALSE(root.group());
    root.write("proc/self/cgroup", "nonsense\n0::/a\n");
    root.write("proc/self/mountinfo", "short\n29 23 0:26 / /sys/fs/cgroup rw - cgroup2\n");
    CHECK_FALSE(root.group());
}

TEST_CASE("KillsBefore excludes an OOM kill long before the exit") {
    using namespace std::chrono_literals;
    io::KillsBefore kills;
    CHECK_FALSE(kills.at_exit(0s));
    kills.record(3, 10s);
    CHECK(kills.at_exit(11s) == 3U);
    CHECK_FALSE(kills.is_due(14s));
    // The kernel kills another process of the group. The next count includes it and soon becomes
    // the baseline.
    CHECK(kills.is_due(3600s));
    kills.record(4, 3600s);
    CHECK(kills.at_exit(3605s) == 4U);
}

TEST_CASE("KillsBefore ignores a count that may include the exiting process") {
    using namespace std::chrono_literals;
    io::KillsBefore kills;
    kills.record(3, 10s);
    kills.record(4, 20s);
    CHECK(kills.at_exit(21s) == 3U);
    CHECK(kills.at_exit(25s) == 4U);
    kills.record(5, 22s);  // too soon after the last count, so it is ignored
    CHECK(kills.at_exit(23s) == 3U);
    CHECK(kills.at_exit(25s) == 4U);
}

TEST_CASE("memory_group leaves the page cache that is dropped first out of the used memory") {
    const FakeRoot two;
    two.write("proc/self/cgroup", "0::/docker/abc\n");
    two.write("proc/self/mountinfo", kMountsOf2);
    two.write("sys/fs/cgroup/memory.events", "oom_kill 0\n");
    two.write("sys/fs/cgroup/memory.current", "5000\n");
    two.write("sys/fs/cgroup/memory.stat", "anon 3000\ninactive_file 1500\n");
    REQUIRE(two.group());
    CHECK(two.group()->used_bytes == 3500);

    const FakeRoot one;
    one.write("proc/self/cgroup", "4:memory:/\n");
    one.write("proc/self/mountinfo",
              "32 24 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
    one.write("sys/fs/cgroup/memory/memory.oom_control", "oom_kill 0\n");
    one.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1000\n");
    one.write("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 1200\n");
    REQUIRE(one.group());
    CHECK(one.group()->used_bytes == 0);
}
