#include "corpus/memory_limit.hpp"

#include <unistd.h>

#include <fstream>

#include "support/failure.hpp"
#include "support/waiting.hpp"

namespace corpus {
namespace {

namespace fs = std::filesystem;

bool write_control(const fs::path& file, const std::string& text) {
    std::ofstream stream(file);
    stream << text << std::flush;
    return stream.good();
}

}  // namespace

MemoryLimit::MemoryLimit(std::size_t bytes) {
    const std::string limit = std::to_string(bytes);
    struct Version {
        const char* root;
        const char* limit;
        const char* swap;
        const char* no_swap;
    };
    const Version versions[] = {
        {"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes",
         limit.c_str()},
        {"/sys/fs/cgroup", "memory.max", "memory.swap.max", "0"},
    };
    for (const Version& version : versions) {
        const fs::path group =
            fs::path(version.root) / ("gopls-proxy-test-" + std::to_string(::getpid()));
        std::error_code failure;
        if (!fs::create_directory(group, failure)) continue;
        group_ = group;
        if (write_control(group / version.limit, limit)) {
            write_control(group / version.swap, version.no_swap);  // missing: there is no swap
            return;
        }
        fs::remove(group, failure);
        group_.clear();
    }
    problem_ = "no control group with a memory limit can be made";
}

MemoryLimit::~MemoryLimit() {
    if (group_.empty()) return;
    // The last process in the group may take a moment to disappear.
    try {
        support::wait_until(
            [&] {
                std::error_code busy;
                return fs::remove(group_, busy);
            },
            "the end of the processes in the group");
    } catch (const support::TestFailure&) {  // the group stays as an empty folder
    }
}

support::ChildOptions MemoryLimit::below(support::ChildOptions options) const {
    // The kernel may choose a second victim before the first has released its memory.
    const std::string enter = "echo -1000 > /proc/$$/oom_score_adj; echo $$ > " +
                              (group_ / "cgroup.procs").string() + "; exec \"$@\"";
    options.argv.insert(options.argv.begin(), {"/bin/sh", "-c", enter, "sh"});
    return options;
}

}  // namespace corpus
