#include "core/evidence/crash.hpp"

#include "support/catch.hpp"

using core::Crash;
using core::read_crash;

TEST_CASE("read_crash returns the line of a panic as the reason") {
    const Crash crash = read_crash(
        "2026/11/22 10:15:02 some log line\n"
        "panic: runtime error: index out of range [3] with length 2\n"
        "\n"
        "goroutine 42 [running]:\n"
        "golang.org/x/tools/gopls/internal/golang.Hover(0x1)\n"
        "\t/mod/hover.go:10 +0x1d\n"
        "\n"
        "goroutine 7 [select]:\n"
        "golang.org/x/tools/gopls/internal/filecache.gc(0x1)\n"
        "\t/mod/filecache.go:10 +0x1d\n");
    CHECK(crash.reason == "panic: runtime error: index out of range [3] with length 2");
    CHECK(crash.is_panic);
    CHECK_FALSE(crash.blames_cache);
}

TEST_CASE("A panic in the file cache blames the cache") {
    const Crash crash = read_crash(
        "panic: gob: bad data\n"
        "\n"
        "goroutine 42 [running]:\n"
        "golang.org/x/tools/gopls/internal/filecache.Get({0x1, 0x2})\n"
        "\t/mod/filecache.go:10 +0x1d\n");
    CHECK(crash.is_panic);
    CHECK(crash.blames_cache);
}

TEST_CASE("read_crash reports the first of several panics") {
    CHECK(read_crash("panic: one\n\tpanic: two\npanic: three\r\n").reason == "panic: one");
    CHECK(read_crash("fatal error: all goroutines are asleep - deadlock!\r\n").reason ==
          "fatal error: all goroutines are asleep - deadlock!");
}

TEST_CASE("A signal sent from outside blames neither gopls nor its cache") {
    const auto segv = [](const std::string& code) {
        return read_crash("SIGSEGV: segmentation violation\nPC=0x40e0ec m=4 sigcode=" + code +
                          " addr=0x6c0c\n\ngoroutine 112 gp=0x1 m=4 [syscall]:\n"
                          "golang.org/x/tools/gopls/internal/filecache.gc(0x1)\n"
                          "\t/mod/filecache.go:529 +0x1d\n");
    };
    CHECK(segv("0").reason == "SIGSEGV: segmentation violation");
    CHECK_FALSE(segv("0").is_panic);
    CHECK(segv("0").was_sent);
    CHECK_FALSE(segv("1").was_sent);
    CHECK_FALSE(segv("0").blames_cache);
    CHECK(segv("1").is_panic);
    CHECK(segv("1").blames_cache);
}

TEST_CASE("read_crash recognises gopls's own final messages") {
    const Crash no_cache = read_crash(
        "2026/11/22 10:15:02 gopls cannot access its persistent index (disk full?): mkdir /x: "
        "permission denied\n");
    CHECK(no_cache.blames_cache);
    CHECK_FALSE(no_cache.is_panic);
    const Crash flag = read_crash("flag provided but not defined: -stdio\nUsage of gopls:\n");
    CHECK(flag.reason == "flag provided but not defined: -stdio");
    CHECK_FALSE(flag.is_panic);
    CHECK(read_crash("gopls: unknown flag: -foo\n").reason == "gopls: unknown flag: -foo");
}

TEST_CASE("read_crash reports no reason for unknown output") {
    for (const char* text : {"", "\n\n", "no panic: here", "goodbye",
                             "Params: {\"text\":\"gopls cannot access its persistent index\"}"}) {
        CHECK(read_crash(text).reason.empty());
        CHECK_FALSE(read_crash(text).blames_cache);
    }
    CHECK(read_crash("panic: " + std::string(100'000, 'x')).reason.size() == 200);
}

TEST_CASE("A lack of memory or threads is not a panic") {
    struct Row {
        std::string said;
        Crash::Lack lack;
    };
    const Row row = GENERATE(values<Row>({
        {"fatal error: runtime: cannot allocate memory\n\ngoroutine 1 [running]:\n",
         Crash::Lack::kMemory},
        {"runtime: out of memory: cannot allocate 4194304-byte block\nfatal error: out of memory\n",
         Crash::Lack::kMemory},
        {"runtime: mmap: too much locked memory\nfatal error: runtime: cannot map pages in arena "
         "address space\n",
         Crash::Lack::kMemory},
        {"runtime: failed to create new OS thread (have 9 already; errno=11)\n"
         "runtime: may need to increase max user processes (ulimit -u)\nfatal error: newosproc\n",
         Crash::Lack::kThreads},
        {"runtime/cgo: pthread_create failed: Resource temporarily unavailable\nSIGABRT: abort\n"
         "PC=0x1 m=0 sigcode=18446744073709551610\n",
         Crash::Lack::kThreads},
        {"panic: open /w/out of memory.go: cannot allocate memory\n", Crash::Lack::kNothing},
        {"fatal error: stack overflow\n", Crash::Lack::kNothing},
    }));
    INFO(row.said);
    const Crash crash = read_crash(row.said);
    CHECK(crash.lack == row.lack);
    CHECK(crash.is_panic == (row.lack == Crash::Lack::kNothing));
    CHECK_FALSE(crash.reason.empty());
    CHECK_FALSE(crash.blames_cache);
}

TEST_CASE("A panic that gopls survived is not the reason") {
    const std::string logged =
        "2026/11/22 10:15:02 recovered:\npanic: oh\n\ngoroutine 42 [running]:\nmain.f()\n";
    CHECK(read_crash(logged).reason == "panic: oh");
    for (const char* more : {"2026/11/22 10:15:03 go list took 1 s\n",
                             "[Trace - 10:15:03.123 AM] Received response\n"}) {
        CHECK(read_crash(logged + more).reason.empty());
        const Crash crash = read_crash(logged + more + "fatal error: concurrent map writes\n");
        CHECK(crash.reason == "fatal error: concurrent map writes");
    }
    CHECK(read_crash(logged + "panic: again\n").reason == "panic: again");
    CHECK(read_crash(logged + "2026/11/22 10:15:03 gopls cannot access its persistent index\n")
              .blames_cache);
    // Output with GOTRACEBACK=crash.
    CHECK(read_crash("fatal error: oh\n\ngoroutine 1 [running]:\n-----\n\nSIGQUIT: quit\nPC=0x1\n")
              .reason == "fatal error: oh");
}
