#include "bench/process_cost.hpp"

#include <sched.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include "bench/frames.hpp"

namespace bench {
namespace {

std::string proc(pid_t pid) {
    return "/proc/" + std::to_string(pid);
}

}  // namespace

std::chrono::nanoseconds cpu_time(pid_t pid) {
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return {};
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Memory memory(pid_t pid) {
    Memory result;
    std::ifstream status(proc(pid) + "/status");
    for (std::string word; status >> word;) {
        if (word == "VmHWM:") status >> result.peak_kib;
        if (word == "VmRSS:") status >> result.resident_kib;
    }
    return result;
}

std::uint64_t context_switches(pid_t pid) {
    std::uint64_t sum = 0;
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(proc(pid) + "/task", gone)) {
        std::ifstream status(task.path() / "status");
        for (std::string word; status >> word;) {
            std::uint64_t count = 0;
            if (word.ends_with("voluntary_ctxt_switches:") && status >> count) sum += count;
        }
    }
    return sum;
}

PinnedToOneCpu::PinnedToOneCpu() : before_(sizeof(cpu_set_t)) {
    cpu_set_t allowed;
    if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
        throw Failure(std::string("sched_getaffinity: ") + std::strerror(errno));
    std::memcpy(before_.data(), &allowed, sizeof(allowed));
    while (!CPU_ISSET(cpu_, &allowed)) ++cpu_;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu_, &one);
    if (::sched_setaffinity(0, sizeof(one), &one) != 0)
        throw Failure(std::string("sched_setaffinity: ") + std::strerror(errno));
}

PinnedToOneCpu::~PinnedToOneCpu() {
    cpu_set_t before;
    std::memcpy(&before, before_.data(), sizeof(before));
    ::sched_setaffinity(0, sizeof(before), &before);
}

}  // namespace bench
