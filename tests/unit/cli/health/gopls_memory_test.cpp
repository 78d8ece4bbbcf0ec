#include "cli/health/gopls_memory.hpp"

#include "support/catch.hpp"

using cli::health::resident_bytes_of;
using cli::health::serving_gopls;

namespace {

io::Process process(int pid, const char* executable, std::uint64_t bytes,
                    std::vector<std::string> argv = {}) {
    io::Process one;
    one.pid = pid;
    one.executable = executable;
    one.argv = std::move(argv);
    one.resident_bytes = bytes;
    return one;
}

}  // namespace

TEST_CASE("the memory is that of gopls, behind a script and beside its go commands") {
    const io::Snapshot snapshot{true,
                                {process(10, "/bin/dash", 1), process(11, "/opt/go/bin/go", 900),
                                 process(12, "/opt/bin/gopls", 70, {"gopls", "** telemetry **"}),
                                 process(13, "/opt/bin/gopls", 500)}};
    REQUIRE(serving_gopls(snapshot) != nullptr);
    CHECK(serving_gopls(snapshot)->pid == 13);
    CHECK(resident_bytes_of(snapshot) == 500);
}

TEST_CASE("a gopls of another name is the leader") {
    const io::Snapshot snapshot{true, {process(10, "/opt/bin/server", 300)}};
    CHECK(serving_gopls(snapshot) == nullptr);
    CHECK(resident_bytes_of(snapshot) == 300);
}

TEST_CASE("without processes the memory is unknown") {
    CHECK_FALSE(resident_bytes_of({false, {}}));
    CHECK_FALSE(resident_bytes_of({true, {}}));
}
